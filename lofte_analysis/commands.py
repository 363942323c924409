"""What each command of `lofte` does: read, compute, write, and say in Swedish what came of it."""

from __future__ import annotations

import sys
from pathlib import Path

from lofte_analysis.paths import WORKBOOKS, whole_path
from lofte_analysis.refusals import CommandError, need_begun, need_cutoff, need_promise, need_year

DONE, NOT_ALL_READ, SOME_FAILED, FAILED = 0, 1, 1, 2
_EXTRA = "python -m uv sync --extra flera i projektets mapp"
WINDOWS = "vecka, två veckor, månad, kvartal, tertial, halvår, läsår eller fria datum"


def _read(options):
    from lofte_analysis.promise_file import PROMISE_FILE
    from lofte_analysis.reading.workbooks import read_workbooks

    folder = options.folder
    if folder is None and Path(WORKBOOKS).is_dir():
        folder = Path(WORKBOOKS)
    if folder is None and Path(PROMISE_FILE).is_file():
        raise CommandError(f"Här finns {PROMISE_FILE} men ingen mapp {WORKBOOKS}. Ange mappen med arbetsböckerna.")
    promise, which = _read_promise(options.promise, folder)
    _say(f"Läser löftet: {which}")
    return promise, read_workbooks(whole_path(folder) if folder else None, promise, progress=_say)


def _read_promise(path: Path | None, folder: Path | None):
    """The promise that is asked for, else the one of the folder; and which one it is, in words."""
    from lofte_analysis.promise import read_promise
    from lofte_analysis.promise_file import find_promise_file

    path = path or find_promise_file(whole_path(folder) if folder else None)
    promise = read_promise(path)
    return promise, f"{promise.name} ({path or 'medföljer'})"


def _need_choices(promise, records, till, year: int | None = None) -> None:
    """Refuse a last day and a year for which there is nothing to show."""
    need_cutoff(records, till)
    need_year(promise, year)
    need_begun(promise, records.cutoff_day(till), year)


def new(options) -> int:
    from lofte_analysis.working_folder import GUIDE, NOTEBOOKS, make_working_folder

    folder = make_working_folder(options.folder, municipality=options.municipality, promise=options.promise)
    starter = "ett påhittat exempel att byta ut" if options.promise is None else f"en kopia av {options.promise}"
    print(f"Arbetsmappen är klar: {folder}")
    for name, meaning in (
        (GUIDE, "börja här: steg för steg till första rapporten"),
        ("lofte.toml", f"löftet, {starter}"),
        (WORKBOOKS, "en tom arbetsbok per part"),
        (NOTEBOOKS, "färdiga analyser att köra i JupyterLab"),
    ):
        print(f"  {name:<20}{meaning}")
    print(f'Gå dit med cd "{folder}" och öppna {GUIDE}.')
    print(f"Känns lofte inte igen i ett nytt fönster, skriv i stället: {_by_python()}")
    return DONE


def _by_python() -> str:
    """How the command is called where the shell does not know it, as in an environment that is not active."""
    python = sys.executable
    if " " in python:  # PowerShell calls what stands in quotes only after &
        python = f'& "{python}"' if sys.platform == "win32" else f'"{python}"'
    return f"{python} -m lofte_analysis"


def report(options) -> int:
    from lofte_analysis.publish.painters import Painters, seldom_collected, spare_cores

    if options.at_shell:
        seldom_collected()
    with Painters(spare_cores() if options.at_shell else 0) as painters:  # at work while the workbooks are read
        from lofte_analysis.outcomes import follow_through
        from lofte_analysis.publish.report import make_report

        promise, records = _read(options)
        _need_choices(promise, records, options.till, options.year)
        outcomes = follow_through(promise, records, cutoff=options.till)
        chosen = {"cutoff": options.till, "year": options.year}
        written = make_report(promise, records, outcomes, options.ut, **chosen, painters=painters, progress=_say)
    _print_ledger(promise, records)
    print(f"\nRapporten är klar, uppgifter till och med {records.cutoff_day(options.till)}:")
    for path in written:
        print(f"  {path}")
    print(
        "Läs igenom aktiviteter, platser och kommentarer innan sidan sprids: de visas så som parterna har skrivit dem."
    )
    if promise.example:
        print("Löftet är ett påhittat exempel, och det säger varje bild. Byt ut det och ta bort raden exempel = true.")
    return DONE


def presentation(options) -> int:
    from lofte_analysis.publish.slides.presentation import make_presentation

    promise, records = _read(options)
    _need_choices(promise, records, options.till, options.year)
    deck = make_presentation(
        promise,
        records,
        whole_path(options.ut),
        cutoff=options.till,
        year=options.year,
        template=options.slide_template,
        progress=_say,
    )
    _print_ledger(promise, records)
    print(f"\nPresentationen är klar, uppgifter till och med {records.cutoff_day(options.till)}:")
    print(f"  {options.ut / deck.file}")
    print(f"{deck.slides} sidor att visa och {deck.appendix} i bilagan. Under varje sida står vad du kan säga.")
    if options.year is not None:
        print("Läs igenom parternas kommentarer innan presentationen sprids: de visas så som de är skrivna.")
    return DONE


def readings(options) -> int:
    from lofte_analysis.charts.other_readings import other_readings
    from lofte_analysis.publish.exports import write_csv
    from lofte_analysis.publish.folder import whole_or_nothing
    from lofte_analysis.publish.images import export_charts
    from lofte_analysis.readings import changed_verdicts, sensitivity
    from lofte_analysis.words import counted

    promise, records = _read(options)
    _need_choices(promise, records, options.till)
    frame = sensitivity(promise, records, cutoff=options.till)
    if frame.empty:
        print("Löftet har inget åtagande som bedöms, så ingen bedömning beror på hur löftet läses.")
        return DONE
    chart = other_readings(frame, promise)
    changed = changed_verdicts(promise, records, cutoff=options.till)
    changed = changed.rename(columns={"commitment": "åtagande", "title": "rubrik"})
    with whole_or_nothing(options.ut, ("kanslighet",)) as staged:
        write_csv(changed, staged / "kanslighet" / "kanslighet.csv")
        names = export_charts([chart], (staged / "kanslighet").resolve())
    print(chart.table.to_string(index=False))
    told = counted(len(changed), "bedömning", "bedömningar") if len(changed) else "Ingen bedömning"
    print(f"\n{told} beror på hur löftet läses. Läsningarna står i:")
    for name in ("kanslighet.csv", *names):
        print(f"  {options.ut / 'kanslighet' / name}")
    return DONE


def beside(options) -> int:
    from lofte_analysis.charts.promises_beside import promises_beside
    from lofte_analysis.comparison import comparison_table, side_by_side
    from lofte_analysis.publish.exports import write_csv
    from lofte_analysis.publish.folder import whole_or_nothing
    from lofte_analysis.publish.images import write_pictures

    if len(options.folders) < 2:
        raise CommandError("Ange minst två mappar, en per löfte.")
    rows = side_by_side(_followed(options))
    charts = [promises_beside(own) for _, own in rows[rows["beside"]].groupby("alike", sort=False) if len(own) <= 8]
    with whole_or_nothing(options.ut, ("jamforelse",)) as staged:
        write_csv(comparison_table(rows), staged / "jamforelse" / "jamforelse.csv")
        names = write_pictures(charts, staged / "jamforelse", progress=_say)
    alone = int((~rows["beside"]).sum())
    print(f"Åtaganden som finns i flera löften: {len(rows) - alone}. Åtaganden som bara finns i ett: {alone}.")
    for name in ("jamforelse.csv", *(f"{name}.png" for name in names)):
        print(f"  {options.ut / 'jamforelse' / name}")
    return DONE


def _followed(options) -> dict:
    """Each folder's promise and outcomes, by a name that tells them apart."""
    from lofte_analysis.outcomes import follow_through
    from lofte_analysis.promise_file import find_promise_file
    from lofte_analysis.reading.workbooks import read_workbooks

    followed = {}
    for folder in options.folders:
        whole = whole_path(folder)
        workbooks = whole / WORKBOOKS if (whole / WORKBOOKS).is_dir() else whole
        need_promise(find_promise_file(workbooks), whole)
        promise, which = _read_promise(None, workbooks)
        _say(f"Läser löftet: {which}")
        records = read_workbooks(workbooks, promise, progress=_say)
        need_cutoff(records, options.till)
        name = f"{records.place(promise)} {promise.years}"
        name = name if name not in followed else f"{name} ({whole.name})"
        followed[name] = promise, follow_through(promise, records, cutoff=options.till)
    return followed


def many(options) -> int:
    from functools import partial

    from lofte_analysis import engines
    from lofte_analysis.many import EACH, Order, folders_in, follow_many

    folder, out = whole_path(options.folder), whole_path(options.ut)
    folders = folders_in(folder, out)
    orders = [Order(each, out / EACH / each.name, options.till, options.year, options.pictures) for each in folders]
    if options.address and options.workers:
        raise CommandError("Ange --adress eller --arbetare, inte båda: klustret har sina egna arbetare.")
    if not engines.has_dask():
        if options.address:
            raise CommandError(f"Tillägget för kluster saknas: kör {_EXTRA}.")
        _say(f"Kommunerna görs en i taget. För flera samtidigt behövs ett tillägg: kör {_EXTRA}.")
        engine = engines.one_by_one
    elif options.address:
        engine = partial(engines.on_cluster, address=options.address, folder=folder, out=_made(out))
    else:
        engine = partial(engines.on_workers, workers=options.workers)
    try:
        followed = follow_many(orders, out, engine, progress=_say)
    except KeyboardInterrupt:
        raise CommandError(f"Avbruten. De kommuner som blev klara ligger i {out / EACH}.") from None
    failed = [(order.name, each.fault) for order, each in zip(orders, followed, strict=True) if each.fault]
    for name, fault in failed:
        print(f"Inte klar: {name}. {fault}")
    done = len(orders) - len(failed)
    if not done:
        return FAILED
    print(f"{done} av {len(orders)} är klara. De ligger i {out / EACH}, och det gemensamma i:")
    for name in ("publicera/uppfoljning.csv", "publicera/jamforelse.csv", "internt/kommuner.csv"):
        print(f"  {out / name}")
    return SOME_FAILED if failed else DONE


def _made(folder: Path) -> Path:
    from lofte_analysis.publish.folder import NOT_WRITABLE

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise CommandError(NOT_WRITABLE.format(folder)) from None
    return folder


def situation(options) -> int:
    from lofte_analysis.est.picture import picture_window
    from lofte_analysis.est.report_windows import WindowKind
    from lofte_analysis.publish.situation_report import write_situation

    if options.fonster not in list(WindowKind):
        raise CommandError(f"Fönstret {options.fonster} finns inte. Välj {WINDOWS}.")
    promise, records = _read(options)
    need_cutoff(records, options.till)
    window = picture_window(promise, records, options.fonster, cutoff=options.till, start=options.start)
    written = write_situation(promise, records, window, options.ut, progress=_say)
    print(f"Lägesbilden är klar: {window.label}.")
    for path in written:
        print(f"  {path}")
    return DONE


def template(options) -> int:
    from lofte_analysis.reading.names import Names
    from lofte_analysis.working_folder import write_templates

    promise, which = _read_promise(options.promise, options.file if options.file.is_dir() else options.file.parent)
    party = Names(promise).party(options.part)
    if party is not None and not isinstance(party, str):
        known = ", ".join(p.name for p in promise.parties)
        raise CommandError(f"Parten {options.part} finns inte i löftet. Välj en av {known}, eller utelämna --part.")
    need_year(promise, options.year)
    try:
        if options.file.is_dir():
            written, kept = write_templates(promise, options.file, parties=party and [party], year=options.year)
        else:
            written, kept = [_one_template(options, promise, party)], []
    except OSError:
        raise CommandError(
            f"{options.file} går inte att skriva. Kontrollera att mappen finns och att du får skriva i den."
        ) from None
    for path in written:
        print(f"Mallen är skriven: {path}. Tomma rader betyder ej redovisat.")
    for path in kept:
        print(f"Finns redan och lämnas orörd: {path}. Ta bort den först om den ska göras om.")
    _say(f"Löfte: {which}")
    return DONE


def _one_template(options, promise, party: str | None) -> Path:
    from lofte_analysis.template import write_template

    if options.file.suffix.lower() != ".xlsx":
        raise CommandError(
            "Mallen måste heta något som slutar på .xlsx, till exempel skolan 2024.xlsx, eller vara en mapp som finns."
        )
    try:
        write_template(promise, options.file, party=party, year=options.year)
    except FileExistsError:
        raise CommandError(
            f"Filen {options.file} finns redan. Välj ett annat namn, så att ingen ifylld arbetsbok skrivs över."
        ) from None
    return options.file


def check(options) -> int:
    if options.folder is None and not Path(WORKBOOKS).is_dir():
        raise CommandError(f"Ange MAPP, mappen med parternas arbetsböcker: här finns ingen mapp {WORKBOOKS}.")
    promise, records = _read(options)
    for row in records.problems.itertuples():
        where = ", ".join(part for part in (row.file, row.sheet, row.cell) if part)
        value = f" ”{row.value}”" if row.value else ""
        print(f"{where}:{value} {row.problem} {row.remedy} (Följd: {row.consequence}.)")
    _print_ledger(promise, records)
    amiss = (~records.rejected["aside"]).any() or records.ledger["unrecognised"].any() or records.unread_files
    return NOT_ALL_READ if amiss else DONE


def _print_ledger(promise, records) -> None:
    print(f"\nLöfte: {promise.name}.")
    totals = records.ledger[["rows", "loaded", "merged", "rejected", "unrecognised"]].sum()
    words = {"loaded": ("inläst", "inlästa"), "merged": ("sammanslagen", "sammanslagna")}
    words |= {"rejected": ("avvisad", "avvisade")}
    parts = [
        f"{totals[name]} {singular if totals[name] == 1 else plural}" for name, (singular, plural) in words.items()
    ]
    rows = f"{totals['rows']} {'rad' if totals['rows'] == 1 else 'rader'}"
    print(f"{rows}: {', '.join(parts)}, {totals['unrecognised']} i blad som inte känns igen.")
    if unread := records.unread_files:
        print(f"{unread} {'fil' if unread == 1 else 'filer'} kunde inte läsas.")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
