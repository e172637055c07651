"""`reverie train ...`: the commands that make the built-in model, or teach it a user's own pictures."""

import argparse
from pathlib import Path

from engine.config import ConfigError
from engine.dream.model_files import BUILTIN
from engine.files import cache_folder

DEVICE = "auto, cuda, mps or cpu"
COMPILE = "compile the UNet first: minutes, then a quarter less for each step"


def add_flags(train: argparse.ArgumentParser) -> None:
    """Gives the `train` parser its commands; the parsed flags' `call(flags)` runs one, and only then torch loads."""
    commands = train.add_subparsers(dest="train_command", metavar="STAGE", required=True)

    def trainer(name: str, run, help: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help)
        command.add_argument(
            "--out", type=Path, required=True, help="folder for checkpoints, sheets and gathered pictures"
        )
        limit = command.add_mutually_exclusive_group(required=True)
        limit.add_argument("--steps", type=int, help="train until this many steps in all")
        limit.add_argument("--minutes", type=float, help="train this long from now")
        command.add_argument("--fresh", action="store_true", help="start anew instead of resuming from the checkpoint")
        command.add_argument("--seed", type=int, default=0)
        command.add_argument("--size", type=size, default=(512, 288), help="of the pictures, e.g. 512x288")
        command.add_argument("--batch", type=int, default=None)
        command.add_argument("--shards", type=int, default=160, help="how many times 48 pictures to draw")
        command.add_argument(
            "--pictures",
            type=Path,
            help="your own folder of pictures with captions (NAME.txt beside NAME.png)",
        )
        command.add_argument(
            "--takes",
            type=int,
            choices=range(1, 5),
            help="draw only so many compositions a kind and places of a thing: quicker to learn, less variety",
        )
        command.add_argument(
            "--icons", type=Path, help="folder of the icon sets' npm packages: draw things too (default: kinds alone)"
        )
        command.add_argument("--threads", type=int, help="CPU threads (default: all)")
        command.add_argument("--device", default="auto", help=DEVICE)
        command.set_defaults(call=run)
        return command

    autoencoder = trainer("autoencoder", run_autoencoder, "first: pictures to latents and back")
    autoencoder.add_argument(
        "--begin",
        type=Path,
        metavar="FOLDER",
        help="a pipeline folder whose latents the first channels are to be, for a denoiser that knows those",
    )
    listen = trainer("listen", run_listen, "second: words to what a picture shows, without a picture")
    listen.add_argument("--lexicon", type=Path, metavar="FOLDER", help="teach all English; FOLDER keeps embeddings")
    denoiser = trainer("denoiser", run_denoiser, "third: what is shown and noise to latents")
    denoiser.add_argument("--rate", type=float, default=5e-4, help="peak learning rate")
    denoiser.add_argument(
        "--favour",
        type=favour,
        default={},
        metavar="NAME=TIMES,...",
        help="kinds, colours and moods to show more often than others, e.g. flower=2.5,black=3",
    )
    denoiser.add_argument("--compile", action="store_true", help=COMPILE)
    controlnet = trainer("controlnet", run_controlnet, "beside it: outlines and light in, any material out")
    controlnet.add_argument("--rate", type=float, default=6e-4, help="peak learning rate")
    controlnet.add_argument("--compile", action="store_true", help=COMPILE)
    decoder = trainer("decoder", run_decoder, "fourth: the denoiser's own latents to pictures with edges")
    decoder.add_argument("--guidance", type=float, default=2.0, help="of its dreams: 1 for a student's")
    distill = trainer("distill", run_distill, "last, if at all: many guided steps to a few without guidance")
    distill.add_argument("--model", type=Path, required=True, help="the pipeline folder to learn from")
    distill.add_argument("--student-steps", type=int, default=4)
    distill.add_argument("--substeps", type=int, default=2, help="teacher steps for each step of the student")
    distill.add_argument("--guidance", type=float, default=3.0)
    distill.add_argument(
        "--aware",
        type=float,
        default=0.0,
        help="share of the batch where the student is guided as well (default: guidance is folded into it)",
    )
    distill.add_argument("--rate", type=float, default=2e-4, help="peak learning rate")
    distill.add_argument(
        "--begin", type=Path, help="the pipeline folder a new student begins as, e.g. a slimmed one (--model)"
    )
    distill.add_argument(
        "--judged",
        type=float,
        default=0.0,
        help="weight of what judges say of the student's own dreams, e.g. 0.1; they first learn from drawn pictures",
    )
    distill.add_argument("--compile", action="store_true", help=COMPILE)

    enlarger = trainer(
        "enlarger", run_enlarger, "the network that enlarges keyframes, from drawings four times as large"
    )
    enlarger.add_argument("--file", type=Path, help="the file to write (OUT/enlarger.safetensors)")
    enlarger.add_argument("--dreamed", action="store_true", help="for what the built-in model dreams, which is softer")
    enlarger.add_argument("--each", type=int, default=4, help="drawings of every kind to learn from")

    export = commands.add_parser("export", help="write what was trained as a diffusers folder")
    export.add_argument("--out", type=Path, required=True, help="the folder that was trained in")
    export.add_argument("--folder", type=Path, required=True, help="the pipeline folder to write")
    export.add_argument(
        "--distilled",
        type=Path,
        metavar="FOLDER",
        help="write FOLDER, which the student in --out began as, with that student's UNet",
    )
    export.add_argument(
        "--share",
        type=share,
        default=1.0,
        metavar="0..1",
        help="how much of the student its UNet is to be; the rest is what it began as (1)",
    )
    export.add_argument("--infer-steps", type=int, help="steps to note in reverie.json (4)")
    export.add_argument("--guidance", type=float, help="guidance to note there (2, or 1 for a student)")
    export.add_argument(
        "--takes", type=int, choices=range(1, 5), help="how many takes seeds are to choose from, as taught"
    )
    export.set_defaults(call=run_export)

    unpack = commands.add_parser("unpack", help="begin a work folder from an exported one, to train on from there")
    unpack.add_argument("--model", type=Path, required=True, help="the pipeline folder that `export` wrote")
    unpack.add_argument("--out", type=Path, required=True, help="the folder to train in")
    unpack.set_defaults(call=run_unpack)

    sheet = commands.add_parser("sheet", help="a contact sheet and a strip of a journey from a pipeline folder")
    sheet.add_argument("--model", type=Path, required=True)
    sheet.add_argument(
        "--out",
        type=Path,
        required=True,
        help="the PNG to write; the strip goes beside it as NAME-journey.png",
    )
    sheet.add_argument("--prompt", action="append", help="instead of the usual forty; may be given again")
    sheet.add_argument("--seed", type=int, default=1)
    sheet.add_argument(
        "--icons",
        type=Path,
        help="folder of the icon sets' packages: NAME-drawn.png too, every kind and fifty things drawn and dreamed "
        "side by side, and NAME-untaught.png, forty prompts that nobody taught",
    )
    sheet.set_defaults(call=run_sheet)

    slim = commands.add_parser("slim", help="make a model's UNet quick enough for this machine, block by block")
    slim.add_argument("--model", type=Path, required=True, help="the pipeline folder to begin with")
    slim.add_argument("--out", type=Path, required=True, help="the pipeline folder to write")
    slim.add_argument("--target-ms", type=float, required=True, help="milliseconds that one prediction may take here")
    slim.add_argument("--work", type=Path, help="folder for checkpoints and gathered pictures (OUT-work)")
    slim.add_argument("--robust-steps", type=int, default=1000, help="steps with blocks skipped, before the search")
    slim.add_argument("--tune-steps", type=int, default=2000, help="steps of fine-tuning after it")
    slim.add_argument("--skip", type=float, default=0.1, help="chance of each block to be skipped, 0 to 1")
    slim.add_argument("--fresh", action="store_true", help="start anew instead of resuming from the work folder")
    slim.add_argument("--seed", type=int, default=0)
    slim.add_argument("--size", type=size, default=(512, 288), help="of the pictures, e.g. 512x288")
    slim.add_argument("--batch", type=int, default=None)
    slim.add_argument("--shards", type=int, default=20, help="how many times 48 pictures to draw")
    slim.add_argument("--pictures", type=Path, help="your own folder of pictures with captions")
    slim.add_argument("--threads", type=int, help="CPU threads, for training and for what is timed (default: all)")
    slim.add_argument("--device", default="auto", help=DEVICE)
    slim.set_defaults(call=run_slim, steps=None, minutes=None, takes=None, icons=None)

    evaluate = commands.add_parser("evaluate", help="measure a pipeline folder against what is promised of it")
    evaluate.add_argument("--model", type=Path, default=BUILTIN, help="the pipeline folder (the built-in one)")
    evaluate.add_argument("--icons", type=Path, help="folder of the icon sets' packages: measure things too")
    evaluate.add_argument(
        "--lexicon", type=Path, metavar="FOLDER", help="measure words that were never taught; FOLDER keeps embeddings"
    )
    evaluate.add_argument("--results", type=Path, help="the JSON file to write (evaluation-DATE.json)")
    evaluate.add_argument("--quick", action="store_true", help="fewer prompts: to steer by, not figures to quote")
    evaluate.add_argument("--device", default="auto", help=DEVICE)
    evaluate.add_argument("--threads", type=int, help="CPU threads (default: all)")
    evaluate.add_argument(
        "--cache", type=Path, default=cache_folder(), help="folder that keeps the classifier, trained on first use"
    )
    evaluate.set_defaults(call=run_evaluate)


def size(text: str) -> tuple[int, int]:
    """WIDTHxHEIGHT in pixels, multiples of 16: what one latent stands for."""
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: a size looks like 512x288") from None
    if width % 16 or height % 16 or min(width, height) < 96:
        raise argparse.ArgumentTypeError(f"{text}: width and height must be multiples of 16, at least 96")
    return width, height


def share(text: str) -> float:
    """A number of 0 to 1."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise argparse.ArgumentTypeError(f"{text}: a share is a number of 0 to 1")
    return found


def favour(text: str) -> dict[str, float]:
    """NAME=TIMES,... to numbers of 1 to 100 by the names of things, kinds, colours and moods."""
    from engine.training.kinds import KINDS
    from engine.training.things.catalogue import THINGS
    from engine.training.words import COLOURS, MOODS

    found = {}
    for part in text.split(","):
        name, _, times = (side.strip() for side in part.partition("="))
        if name not in {*THINGS, *KINDS, *COLOURS, *MOODS}:
            raise argparse.ArgumentTypeError(f"{name!r} is no thing, kind, colour or mood of the drawn pictures")
        try:
            found[name] = float(times)
        except ValueError:
            found[name] = 0.0
        if not 1 <= found[name] <= 100:
            raise argparse.ArgumentTypeError(f"{part!r}: how often is a number of 1 to 100, as in {name}=2")
    return found


def common(args):
    """The Run of the parsed arguments."""
    import torch

    from engine.dream.model import choose_device
    from engine.dream.model_files import ModelError
    from engine.training.trainer import Run

    if args.threads:
        torch.set_num_threads(args.threads)
    try:
        device = choose_device(args.device)
    except ModelError as error:
        raise ConfigError(f"--device: {error}") from None
    use_icons(args.icons)
    width, height = args.size
    return Run(
        steps=args.steps,
        minutes=args.minutes,
        resume=not args.fresh,
        seed=args.seed,
        width=width,
        height=height,
        batch=args.batch,
        shards=args.shards,
        takes=args.takes,
        pictures=args.pictures,
        icons=args.icons,
        device=device,
    )


def use_icons(folder: Path | None) -> None:
    """Draws things from a folder's icons, or none. Raises ConfigError for a missing package."""
    from engine.training.things import shapes

    try:
        shapes.use(folder)
    except FileNotFoundError as error:
        raise ConfigError(f"--icons: {error}") from None


def run_autoencoder(args) -> int:
    from engine.training.autoencoder import train_autoencoder

    train_autoencoder(args.out, common(args), begin=args.begin)
    return 0


def needs(work: Path, file: str, stage: str) -> None:
    """Raises ConfigError where an earlier stage has not yet written its file."""
    if not (work / file).is_file():
        raise ConfigError(f"{work} has no {file}: run `reverie train {stage}` first")


def whole(size: tuple[int, int]) -> None:
    """Raises ConfigError for a size of which no whole number of latents is made."""
    if any(side % 32 for side in size):
        raise ConfigError("--size: width and height must be multiples of 32, the pixels of a latent")


def run_denoiser(args) -> int:
    from engine.training.denoiser import train_denoiser

    needs(args.out, "autoencoder.pt", "autoencoder")
    needs(args.out, "text.pt", "listen")
    whole(args.size)
    train_denoiser(args.out, common(args), peak=args.rate, favour=args.favour, compiled=args.compile)
    return 0


def run_controlnet(args) -> int:
    from engine.training.controlnet import train_controlnet

    for file, stage in (("autoencoder.pt", "autoencoder"), ("text.pt", "listen"), ("denoiser.pt", "denoiser")):
        needs(args.out, file, stage)
    whole(args.size)
    if args.icons is None:
        raise ConfigError("--icons: a ControlNet is taught with shapes: name the folder of the icon sets' packages")
    if args.pictures:
        raise ConfigError("--pictures: a ControlNet is taught with drawn shapes: leave --pictures out")
    train_controlnet(args.out, common(args), peak=args.rate, compiled=args.compile)
    return 0


def run_decoder(args) -> int:
    from engine.training.decoder import train_decoder

    for file, stage in (("autoencoder.pt", "autoencoder"), ("text.pt", "listen"), ("denoiser.pt", "denoiser")):
        needs(args.out, file, stage)
    whole(args.size)
    train_decoder(args.out, common(args), guidance=args.guidance)
    return 0


def run_enlarger(args) -> int:
    from engine.training.enlarger import train_enlarger

    file = args.file or args.out / "enlarger.safetensors"
    steps = train_enlarger(args.out, common(args), file, args.each, args.dreamed)
    print(f"{file}: {file.stat().st_size / 1e6:.1f} MB after {steps} steps")
    return 0


def run_listen(args) -> int:
    from engine.training.listen import train_listen

    train_listen(args.out, common(args), args.lexicon)
    return 0


def run_distill(args) -> int:
    from engine.training.distill import train_distill

    if args.judged and args.pictures:
        raise ConfigError("--judged: the judges know drawn pictures only: leave --pictures out")
    if args.judged and args.aware:
        raise ConfigError("--judged: the judges look at unguided dreams: leave --aware out")
    if args.judged < 0:
        raise ConfigError("--judged: a weight is 0 or more")
    train_distill(
        args.model,
        args.out,
        common(args),
        student_steps=args.student_steps,
        substeps=args.substeps,
        guidance=args.guidance,
        aware=args.aware,
        peak=args.rate,
        begin=args.begin,
        judged=args.judged,
        compiled=args.compile,
    )
    return 0


def run_export(args) -> int:
    from engine.training.distill import load_student
    from engine.training.export import export, export_student

    if args.distilled:
        weights = load_student(args.out)
        steps, guidance = args.infer_steps or 4, args.guidance or 1.0
        written = export_student(args.distilled, args.folder, weights, steps, guidance, args.share)
    else:
        written = export(args.out, args.folder, args.infer_steps or 4, args.guidance or 2.0, args.takes)
    print(f"{args.folder}: {written / 1e6:.1f} MB")
    return 0


def run_unpack(args) -> int:
    from engine.training.export import unpack

    if (args.out / "denoiser.pt").exists():
        raise ConfigError(f"--out: {args.out} has been trained in already; give a new folder")
    args.out.mkdir(parents=True, exist_ok=True)
    unpack(args.model, args.out)
    print(f"{args.out}: goes on from {args.model}")
    return 0


def run_sheet(args) -> int:
    from engine.training.export import CONTACT_PROMPTS, contact_sheet, journey_strip
    from engine.training.sheets import drawn_and_dreamed, untaught_prompts

    use_icons(args.icons)
    contact_sheet(args.model, args.out, tuple(args.prompt or CONTACT_PROMPTS), seed=args.seed)
    journey_strip(args.model, args.out.with_name(f"{args.out.stem}-journey.png"), seed=args.seed)
    if args.icons:
        drawn_and_dreamed(args.model, args.out.with_name(f"{args.out.stem}-drawn.png"))
        contact_sheet(
            args.model, args.out.with_name(f"{args.out.stem}-untaught.png"), untaught_prompts(), seed=args.seed
        )
    return 0


def run_evaluate(args) -> int:
    import time

    import torch

    from engine.training.evaluate import run

    if args.threads:
        torch.set_num_threads(args.threads)
    use_icons(args.icons)
    results = args.results or Path(f"evaluation-{time.strftime('%Y-%m-%d')}.json")
    return run(args.model, results, args.cache, args.quick, args.device, args.lexicon)


def run_slim(args) -> int:
    from engine.training.slim import slim, summary

    if args.out.resolve() == args.model.resolve():
        raise ConfigError("--out: give another folder than the model's own")
    work = args.work or args.out.with_name(f"{args.out.name}-work")
    steps = {"robust": args.robust_steps, "tune": args.tune_steps, "skipped": args.skip}
    try:
        report = slim(args.model, args.out, work, args.target_ms, common(args), **steps)
    except ValueError as error:
        raise ConfigError(f"slim: {error}") from None
    print(summary(report))
    return 0
