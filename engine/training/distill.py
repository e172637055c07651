"""Teaches a UNet to do in a few steps, without guidance, what it did in many with it.

Step distillation as in SnapFusion (Li et al. 2023, after Salimans & Ho 2022): the student's one step has the teacher's
own multi-step result as its target, directly at the final number of steps, mixed with the ordinary loss. Guidance is
either folded in (Meng et al. 2023: the student does without it, for half the work) or, for a share of the batch,
applied to teacher and student alike, so that the student stays good at being guided (SnapFusion's CFG-aware loss). It
works on the v- or epsilon-prediction UNet of any Stable Diffusion folder in diffusers' layout.

A student of the built-in model may also learn from what it dreams itself: a critic says whether that shows what was
asked for, a discriminator whether it could have been drawn, and both verdicts are followed back through its own steps.
Some it dreams of any words, of which a text encoder says several things at once: it is to show the nearest of them.
"""

import copy
from pathlib import Path

import numpy as np
import torch
from diffusers import DDIMScheduler
from torch import nn
from torch.nn import functional as F

from engine.config import ConfigError
from engine.training.captions import spoken
from engine.training.critic import load_critic, teach_critic
from engine.training.denoiser import Latents, fingerprint, sample_sheet, sheet_states, signal_and_noise, told, trailing
from engine.training.devices import LAYOUT
from engine.training.devices import half as in_half
from engine.training.discriminator import Discriminator, Rival
from engine.training.export import open_pipeline
from engine.training.gather import draw_all, gathering
from engine.training.lexicon.vocabulary import held_out
from engine.training.listen import reader
from engine.training.slots import SLOTS, heard, places
from engine.training.tokens import known_words
from engine.training.trainer import Average, Run, averaged, train

WORDED = 0.5  # share of pictures that a caption tells of, as the text encoder reads it
FIRST = 0.4  # share of steps that start at pure noise, where nothing but the words says what goes where
ANYWHERE = 0.3  # share of steps that start at any time, so that live input can be dreamed over by any strength
JUDGED = {"shown": 1.0, "colours": 2.0, "drawn": 1.0}  # weights of what the judges say
JUDGED_EVERY = 2  # steps, since what is judged takes longer than all else
LOOKED_AT = 0.5  # share of a batch whose own dreams are judged
ANY_WORDS = 0.3  # share of those that are dreamed of one to three words of the tokenizer's


def split(predicted: torch.Tensor, noisy: torch.Tensor, alpha: torch.Tensor, sigma: torch.Tensor, kind: str):
    """The picture and the noise that a prediction of `kind` stands for; all (N, C, h, w)."""
    if kind == "v_prediction":
        return alpha * noisy - sigma * predicted, sigma * noisy + alpha * predicted
    if kind == "epsilon":
        return (noisy - sigma * predicted) / alpha, predicted
    raise ValueError(f"cannot distil a UNet that predicts {kind}")


def guided(
    unet,
    noisy: torch.Tensor,
    times: torch.Tensor,
    states: torch.Tensor,
    empty: torch.Tensor,
    guidance: float | torch.Tensor,
) -> torch.Tensor:
    """A UNet's prediction with classifier-free guidance (a number or (N, 1, 1, 1)), both halves in one batch."""
    if isinstance(guidance, (int, float)) and guidance == 1:
        return unet(noisy, times, states).sample.float()
    both = unet(torch.cat([noisy, noisy]), torch.cat([times, times]), torch.cat([empty, states])).sample.float()
    without, wanted = both.chunk(2)
    return without + guidance * (wanted - without)


@torch.no_grad()
def teacher_lands(
    unet,
    scheduler,
    noisy: torch.Tensor,
    start: torch.Tensor,
    end: torch.Tensor,
    states: torch.Tensor,
    empty: torch.Tensor,
    guidance: float | torch.Tensor,
    substeps: int,
) -> torch.Tensor:
    """Where `substeps` guided DDIM steps take noisy latents from times `start` to `end` (N,); -1 is the clean end."""
    kind = scheduler.config.prediction_type
    for index in range(substeps):
        now = start + (end - start) * index // substeps
        then = start + (end - start) * (index + 1) // substeps
        alpha, sigma = signal_and_noise(scheduler, now)
        picture, noise = split(guided(unet, noisy, now, states, empty, guidance), noisy, alpha, sigma, kind)
        alpha, sigma = signal_and_noise(scheduler, then.clamp_min(0))
        last = (then < 0).view(-1, 1, 1, 1)
        noisy = torch.where(last, picture, alpha * picture + sigma * noise)
    return noisy


def picture_for(
    landed: torch.Tensor, noisy: torch.Tensor, scheduler, start: torch.Tensor, end: torch.Tensor
) -> torch.Tensor:
    """The clean picture that a single DDIM step from `start` must predict to land at `landed` at time `end`."""
    alpha, sigma = signal_and_noise(scheduler, start)
    alpha_end, sigma_end = signal_and_noise(scheduler, end.clamp_min(0))
    last = (end < 0).view(-1, 1, 1, 1)
    alpha_end, sigma_end = torch.where(last, 1.0, alpha_end), torch.where(last, 0.0, sigma_end)
    ratio = sigma_end / sigma
    return (landed - ratio * noisy) / (alpha_end - ratio * alpha)


def distillation_loss(
    student,
    teacher,
    scheduler,
    latents: torch.Tensor,
    noise: torch.Tensor,
    states: torch.Tensor,
    empty: torch.Tensor,
    student_steps: int,
    substeps: int,
    guidance: float,
    aware: float = 0.0,
    ordinary: float = 0.5,
) -> torch.Tensor:
    """How far one student step lands from the teacher's steps, most often at the times of its own few steps.

    With `aware` 0 the guidance is folded into the student. Otherwise that share of the batch is guided, teacher and
    student alike, and the rest is not. `ordinary` is the weight of the plain denoising error beside it.
    """
    kind = scheduler.config.prediction_type
    grid = trailing(scheduler, student_steps).to(latents.device)
    place = torch.randint(0, student_steps, (len(latents),), device=latents.device)
    place = torch.where(torch.rand(len(latents), device=latents.device) < FIRST, 0, place)
    start, end = grid[place], grid[place + 1]
    anywhere = torch.rand(len(latents), device=latents.device) < ANYWHERE
    other = torch.randint_like(start, scheduler.config.num_train_timesteps)
    start = torch.where(anywhere, other, start)
    end = torch.where(anywhere, (other - (grid[0] - grid[1])).clamp_min(-1), end)
    alpha, sigma = signal_and_noise(scheduler, start)
    noisy = alpha * latents + sigma * noise
    strength: float | torch.Tensor = guidance
    if aware:
        strength = torch.where(torch.rand(len(latents), 1, 1, 1, device=latents.device) < aware, guidance, 1.0)
    with in_half(latents.device):
        landed = teacher_lands(teacher, scheduler, noisy, start, end, states, empty, strength, substeps)
        if aware:
            predicted = guided(student, noisy, start, states, empty, strength)
        else:
            predicted = student(noisy, start, states).sample.float()
    target = picture_for(landed, noisy, scheduler, start, end)
    picture, _ = split(predicted, noisy, alpha, sigma, kind)
    # as an error of v, but never stronger than five times that of the picture
    weight = (1 + (alpha / sigma).square()).clamp_max(5).flatten()
    error = F.mse_loss(picture, target, reduction="none") + ordinary * F.mse_loss(picture, latents, reduction="none")
    return (weight * error.mean((1, 2, 3))).mean()


def dreamed(unet, scheduler, noise: torch.Tensor, states: torch.Tensor, steps: int, followed: int) -> torch.Tensor:
    """The clean latents (N, C, h, w) that unguided DDIM steps make of noise; gradients follow the last `followed`."""
    grid, noisy = trailing(scheduler, steps).to(noise.device), noise
    for index in range(steps):
        alpha, sigma = signal_and_noise(scheduler, grid[index : index + 1])
        with torch.set_grad_enabled(index >= steps - followed), in_half(noise.device):
            # forward: never compiled, as that takes minutes for each number of pictures and of steps that are followed
            predicted = unet.forward(noisy, grid[index].repeat(len(noisy)), states).sample
        picture, left = split(predicted.float(), noisy, alpha, sigma, scheduler.config.prediction_type)
        if index + 1 == steps:
            return picture
        alpha, sigma = signal_and_noise(scheduler, grid[index + 1 : index + 2])
        noisy = (alpha * picture + sigma * left).contiguous(memory_format=LAYOUT)
    raise ValueError("a picture takes at least one step")


class Judges:
    """What a student's own dreams are held against: a critic of drawn pictures, and a discriminator from them.

    The critic learns once, before the student begins, the discriminator from each of its dreams.
    """

    def __init__(self, work: Path, run: Run, latents: Latents):
        ours = fingerprint(latents.vae)  # judges of one autoencoder's latents know no other's
        known, rival = work / f"critic-{ours}.pt", work / f"discriminator-{ours}.pt"
        if not known.exists():
            shown = torch.tensor([places(w) for w in latents.wishes if w])
            teach_critic(known, torch.cat(latents.latents), shown, latents.vae)
        if not run.resume:
            rival.unlink(missing_ok=True)
        self._critic = load_critic(known).to(run.device)
        self.rival = Rival(rival, Discriminator(latents.latents[0].shape[1], len(SLOTS["subject"]) + 1).to(run.device))

    def errors(
        self, made: torch.Tensor, meant: torch.Tensor, drawn: torch.Tensor, shown: torch.Tensor
    ) -> dict[str, torch.Tensor]:
        """How far dreamed latents (N, C, h, w) are from the places meant (N, slots), from wearing the colours among
        them and from the look of drawn ones, which show the subjects `shown` (N,); means."""
        subjects = meant[:, 0]
        self.rival.learn((drawn, shown), (made, subjects))
        return {
            "shown": self._critic.slot_error(made, meant).mean(),
            "colours": self._critic.colour_error(made, meant).mean(),
            "drawn": self.rival.error(made, subjects),
        }


def train_distill(
    model: Path,
    work: Path,
    run: Run,
    *,
    peak: float = 2e-4,
    student_steps: int = 4,
    substeps: int = 2,
    guidance: float = 3.0,
    aware: float = 0.0,
    begin: Path | None = None,
    judged: float = 0.0,
    compiled: bool = False,
) -> int:
    """Trains a student of the pipeline folder `model` into work/distill.pt; returns the steps done.

    begin: the folder whose UNet a new student starts as, a slimmed one, say; the teacher's own by default. judged: the
    weight of what the judges say of the student's own dreams. compiled: see `train_denoiser`.
    """
    batch = run.batch or 8
    pipeline, _ = open_pipeline(model)
    pipeline.to(run.device)
    scheduler = DDIMScheduler.from_config(pipeline.scheduler.config)
    read, vae = reader(pipeline.text_encoder.eval(), pipeline.tokenizer), pipeline.vae.eval()
    teacher = pipeline.unet.eval().requires_grad_(False).to(memory_format=LAYOUT)
    student = open_pipeline(begin)[0].unet if begin else copy.deepcopy(teacher)
    check_student(student, teacher, work / "distill.pt" if run.resume else None)
    student = student.to(run.device, memory_format=LAYOUT).train().requires_grad_(True)
    random, words = np.random.default_rng(), []
    if compiled:
        student.compile(dynamic=False)
        teacher.compile(dynamic=False)
    if judged:
        words = sorted({*known_words(pipeline.tokenizer.get_vocab())} - {*held_out()})
        draw_all(work / "pictures", run)
    with gathering(work / "pictures", run):
        latents = Latents(work / "pictures", run, vae)
        latents.refresh(at_once=run.shards)
        judges = Judges(work, run, latents) if judged else None

        def word(random: np.random.Generator) -> str:
            return words[int(random.integers(len(words)))]

        def loss_of(step: int) -> tuple[torch.Tensor, dict]:
            if step % 50 == 0:
                latents.refresh(at_once=3)
            clean, chosen, noise = latents.batch(random, batch)
            clean, noise = clean.to(run.device, memory_format=LAYOUT), noise.to(run.device)
            said, meant = (each.to(run.device) for each in told(latents, chosen, random, read, WORDED))
            empty = read([""]).expand(batch, -1, -1)
            loss = distillation_loss(
                student, teacher, scheduler, clean, noise, said, empty, student_steps, substeps, guidance, aware
            )
            numbers = {"loss": loss.item()}
            some = torch.nonzero(meant[:, 0])[: max(int(LOOKED_AT * batch), 1), 0]
            if judges is not None and not step % JUDGED_EVERY and len(some):
                followed = int(random.integers(student_steps)) + 1
                begun = torch.randn_like(clean[some])
                loose = torch.from_numpy(random.random(len(some)) < ANY_WORDS).to(run.device)
                asked, wanted = said[some], meant[some]
                if loose.any():
                    strange = read([spoken(random, word) for _ in range(int(loose.sum()))])
                    asked[loose], wanted[loose] = strange, heard(strange)
                made = dreamed(student, scheduler, begun, asked, student_steps, followed)
                errors = judges.errors(made, wanted, clean[some], meant[some, 0])
                numbers |= {name: error.item() for name, error in errors.items()}
                loss = loss + judged * sum(JUDGED[name] * error for name, error in errors.items())
            return loss, numbers

        def show(module: nn.Module, path: Path) -> None:
            strength = guidance if aware else 1.0
            shape = latents.latents[0].shape[1:]
            sample_sheet(module, *sheet_states(read), scheduler, vae, path, shape, student_steps, strength)

        try:
            return train(
                out=work,
                name="distill",
                module=student,
                loss_of=loss_of,
                peak=peak,
                run=run,
                show=show,
                average=Average(student, 0.995),
                warm=50,
            )
        finally:
            if judges is not None:
                judges.rival.save()


def check_student(student, teacher, checkpoint: Path | None) -> None:
    """Raises ConfigError for a student that can't learn from the teacher or does not fit its own checkpoint."""
    for name in ("in_channels", "cross_attention_dim"):
        if student.config[name] != teacher.config[name]:
            raise ConfigError(f"--begin: its UNet's {name} is {student.config[name]}, --model's {teacher.config[name]}")
    if checkpoint is not None and checkpoint.exists():
        kept = torch.load(checkpoint, weights_only=True, map_location="cpu")["module"]
        own = {name: value.shape for name, value in student.state_dict().items()}
        if {name: value.shape for name, value in kept.items()} != own:
            raise ConfigError(f"{checkpoint} is of another UNet: give --begin as before, or --fresh to begin anew")


def load_student(work: Path) -> dict:
    """The averaged weights of work/distill.pt's UNet. Raises ConfigError if there is none."""
    if not (work / "distill.pt").is_file():
        raise ConfigError(f"{work} has no distill.pt: run `reverie train distill` first")
    return averaged(work / "distill.pt")
