"""Trains the model's own ControlNet (Zhang et al. 2023): outlines and light in, any material out.

It is an ordinary diffusers ControlNet that begins as the UNet's own way down; of the middle it has one block, which
keeps it small. The UNet stays as it is. Its eyes are five halvings deep, one for each of a latent's: the first
two are written by hand and fixed, as they only bring pixels together, so that training looks at a quarter's size. The
rest of them is held for a while to what the UNet makes of the answer itself, which gives them a start that zero
convolutions alone do not.
"""

import inspect
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from diffusers import ControlNetModel, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor
from diffusers.models.controlnets.controlnet import ControlNetConditioningEmbedding
from torch import Tensor, nn
from torch.nn import functional as F

from engine.dream.controlnet import hint
from engine.training.autoencoder import load_autoencoder, pictures_of
from engine.training.captions import phrase, taken, thing_words
from engine.training.denoiser import (
    DROPPED,
    LEFT_OUT,
    Latents,
    Reader,
    load_denoiser,
    new_scheduler,
    sample,
    signal_and_noise,
    some_times,
)
from engine.training.devices import LAYOUT, device_of
from engine.training.devices import half as in_half
from engine.training.draw import Wish, sheet
from engine.training.gather import SHARD, gathering
from engine.training.listen import load_text, reader
from engine.training.outlines import MEASURED, draw_lessons, lesson, wish_of_lesson
from engine.training.slots import SLOTS, places, states
from engine.training.trainer import Average, Run, averaged, train, write_picture

EYES = 4, 4, 16, 32, 96, 256  # channels at each size of what it is shown, from whole to a 32nd
FIXED = 4  # convolutions after the first that only bring pixels together
LOUD = 1.278  # SiLU of it is 1
SHOWN = {"canny": 0.5, "picture": 0.3, "soft": 0.1, "scribble": 0.1}  # how often each is drawn of an input
WORDED = 0.3  # share of lessons that a caption tells of, as the text encoder reads it
UNNAMED = 0.55  # share of lessons that name no subject; the others name one that is not what is shown
FOR_THINGS = ("shape", "letters", "word", "sign", "logo", "figure", "dancer", "outline", "symbol")
FIRST_SIGHT = 1500  # steps in which the eyes are held to what the UNet sees in the answer, less and less
SHEET = 12  # lessons of a sheet


def new_controlnet(unet: UNet2DConditionModel, seed: int) -> ControlNetModel:
    """An untrained one beside a UNet."""
    torch.manual_seed(seed)
    known = inspect.signature(ControlNetModel.__init__).parameters
    shared = {name: value for name, value in unet.config.items() if name in known and not name.startswith("_")}
    control = ControlNetModel(
        **shared | {"mid_block_type": "UNetMidBlock2D", "conditioning_embedding_out_channels": EYES}
    )
    for name in ("conv_in", "time_embedding", "add_embedding", "down_blocks"):
        getattr(control, name).load_state_dict(getattr(unet, name).state_dict())
    control.mid_block.resnets[0].load_state_dict(unet.mid_block.resnets[0].state_dict())
    control.controlnet_cond_embedding = Eyes(unet.config.block_out_channels[0], block_out_channels=EYES)
    control.controlnet_cond_embedding.open()
    control.set_attn_processor(AttnProcessor())  # the fused kernel's gradients are slow on a CPU
    return control.to(memory_format=LAYOUT)


class Eyes(ControlNetConditioningEmbedding):
    """What a ControlNet sees with; it can also be handed what its fixed convolutions make of a hint, see `gathered`."""

    @torch.no_grad()
    def open(self) -> None:
        """Writes and fixes the first convolutions: of the light, 4x4 pixels become 16 channels, with nothing lost."""
        self.conv_out.reset_parameters()  # the zero convolutions behind it keep it unheard at first
        first = [self.conv_in, *self.blocks[:FIXED]]
        for layer in first:
            layer.requires_grad_(False)
            layer.weight.zero_()
            layer.bias.zero_()
        self.conv_in.weight[0, :, 1, 1] = LOUD / 3
        for layer, channels in zip(first[1:], (1, 1, 4, 4), strict=True):
            for channel in range(channels):
                if layer.stride == (1, 1):
                    layer.weight[channel, channel, 1, 1] = LOUD
                else:
                    for place in range(4):
                        layer.weight[4 * channel + place, channel, 1 + place // 2, 1 + place % 2] = LOUD

    def forward(self, conditioning: Tensor) -> Tensor:
        if conditioning.shape[1] == 3:
            return super().forward(conditioning)
        for block in self.blocks[FIXED:]:
            conditioning = F.silu(block(conditioning))
        return self.conv_out(conditioning)


def gathered(drawn: np.ndarray) -> Tensor:
    """What the fixed convolutions make of grey hints (N, H, W) uint8: (N, 16, H / 4, W / 4), at no cost."""
    light = torch.arange(256) / 255
    for _ in range(1 + FIXED):
        light = F.silu(LOUD * light)
    n, height, width = drawn.shape
    pixels = light[torch.from_numpy(drawn).long()].view(n, height // 4, 2, 2, width // 4, 2, 2)
    return pixels.permute(0, 3, 6, 2, 5, 1, 4).reshape(n, 16, height // 4, width // 4)


class Lessons(Latents):
    """Figures in materials, encoded, and what a live input would show of each."""

    def __init__(self, folder: Path, run: Run, vae):
        super().__init__(folder, run, vae)
        self.inputs: list[np.ndarray] = []  # (SHARD, H, W) uint8 each
        self.made_of: list[Wish] = []

    def take(self, shard) -> None:
        self.captions += [""] * SHARD
        self.inputs.append(shard["inputs"])
        self.made_of += [wish_of_lesson(seed, self.run.takes) for seed in shard["seeds"].tolist()]
        self.wishes += self.made_of[-SHARD:]

    def hints(self, chosen: list[int], random: np.random.Generator) -> Tensor:
        """What a ControlNet is shown of some, each by a kind of chance, as `gathered`."""
        kinds = random.choice(list(SHOWN), len(chosen), p=list(SHOWN.values()))
        inputs = [self.inputs[i // SHARD][i % SHARD] for i in chosen]
        drawn = [drawn_of(shown, str(kind))[..., 0] for shown, kind in zip(inputs, kinds, strict=True)]
        return gathered(np.stack(drawn))


def drawn_of(shown: np.ndarray, kind: str) -> np.ndarray:
    """What the engine draws of an input (H, W) uint8: (H, W, 3) uint8."""
    return hint(np.repeat(shown[..., None], 3, 2), kind, shown.shape[::-1])


def said_of(wishes: list[Wish], random: np.random.Generator, read: Reader) -> Tensor:
    """The states (N, LENGTH, WIDTH) that lessons are denoised by: materials and colours, and seldom a subject."""
    filled = torch.tensor([places(w) for w in wishes])
    dice = torch.from_numpy(random.random((3, len(wishes))))
    filled[dice[0] < UNNAMED, 0] = 0
    open_slots = torch.from_numpy(random.random((len(wishes), len(SLOTS)))) < LEFT_OUT
    open_slots[:, -1] = False
    open_slots[dice[1] < DROPPED] = True
    made = states(filled.masked_fill(open_slots, 0))
    worded = [row for row in range(len(wishes)) if dice[2][row] < WORDED]
    if worded:
        made[worded] = read([in_words(wishes[row], random) for row in worded])
    return made


def in_words(w: Wish, random: np.random.Generator) -> str:
    """A caption in which the thing is often called only a shape, a word or a dancer."""
    text = phrase(w, random)
    if random.random() < UNNAMED:
        for name in sorted(thing_words(w), key=len, reverse=True):
            text = text.replace(name, str(random.choice(FOR_THINGS)))
    return taken(text, w.take, random) if w.take else text


def held(unet, control, hints: Tensor) -> Callable[..., SimpleNamespace]:
    """The UNet as `denoiser.sample` calls it, with a ControlNet that is shown hints, as `gathered`."""

    def predict(latents: Tensor, time: Tensor, said: Tensor) -> SimpleNamespace:
        down, middle = control(latents, time, said, hints, return_dict=False)
        return unet(latents, time, said, down_block_additional_residuals=down, mid_block_additional_residual=middle)

    return predict


def controlled_loss(
    unet, control, scheduler, latents: Tensor, said: Tensor, hints: Tensor, noise: Tensor, sight: float
) -> tuple[Tensor, float]:
    """Mean squared error of v at random times, with `sight` times that of the eyes, and alone."""
    times = some_times(len(latents), scheduler).to(latents.device)
    alpha, sigma = signal_and_noise(scheduler, times)
    noisy, v = alpha * latents + sigma * noise, alpha * noise - sigma * latents
    noisy, hints = (each.contiguous(memory_format=LAYOUT) for each in (noisy, hints))
    seen: list[Tensor] = []
    watch = control.controlnet_cond_embedding.register_forward_hook(lambda eyes, shown, found: seen.append(found))
    try:
        with in_half(latents.device):
            predicted = held(unet, control, hints)(noisy, times, said).sample
            answer = unet.conv_in(latents)
    finally:
        watch.remove()
    error = F.mse_loss(predicted.float(), v)
    return error + sight * F.mse_loss(seen[0].float(), answer.float()), error.item()


def train_controlnet(work: Path, run: Run, *, peak: float = 6e-4, compiled: bool = False) -> int:
    """Trains into work/controlnet.pt beside work's UNet, which stays as it is; returns the steps done.

    Figures are drawn into work/shapes while it trains. compiled: torch.compile both networks.
    """
    scheduler, vae = new_scheduler(), load_autoencoder(work).to(run.device)
    unet = load_denoiser(work).requires_grad_(False).to(run.device)
    control = new_controlnet(unet, run.seed).to(run.device)
    read = reader(*load_text(work))
    if compiled:
        unet.compile(dynamic=False)
        control.compile(dynamic=False)
    random = np.random.default_rng()
    with gathering(work / "shapes", run, draw_lessons):
        lessons = Lessons(work / "shapes", run, vae)
        lessons.refresh(at_once=run.shards)

        def loss_of(step: int) -> tuple[Tensor, dict]:
            if step % 50 == 0:
                lessons.refresh(at_once=3)
            clean, chosen, noise = lessons.batch(random, run.batch or 8)
            said = said_of([lessons.made_of[i] for i in chosen], random, read)
            hints, sight = lessons.hints(chosen, random), max(0.0, 1 - step / FIRST_SIGHT)
            clean, said, hints, noise = (part.to(run.device) for part in (clean, said, hints, noise))
            loss, error = controlled_loss(unet, control, scheduler, clean, said, hints, noise, sight)
            return loss, {"error": error}

        def show(module: nn.Module, path: Path) -> None:
            write_picture(path, answers_sheet(unet, module, vae, run))

        return train(
            out=work,
            name="controlnet",
            module=control,
            loss_of=loss_of,
            peak=peak,
            run=run,
            show=show,
            average=Average(control, 0.998),
            weight_decay=0.01,
            pace=pace,
        )


def pace(name: str) -> float:
    """How many times as fast as others weights are learnt by name: the zero convolutions are, which have to begin."""
    return 3.0 if name.startswith(("controlnet_down_blocks", "controlnet_mid_block")) else 1.0


@torch.no_grad()
def answers_sheet(unet, control, vae, run: Run) -> np.ndarray:
    """Outlines of shapes that are never taught and what comes of each, side by side: four guided steps."""
    asked = [lesson(seed, run.width, run.height, run.takes, MEASURED, taught=False) for seed in range(SHEET)]
    drawn = [drawn_of(shown, "canny") for _, shown, _ in asked]
    device = device_of(unet)
    said = states([[0, *places(w)[1:]] for _, _, w in asked]).to(device)
    empty, noise = states([[0] * len(SLOTS)] * SHEET).to(device), torch.Generator().manual_seed(1)
    at = torch.randn((SHEET, unet.config.in_channels, run.height // 32, run.width // 32), generator=noise).to(device)
    predict = held(unet, control, gathered(np.stack(drawn)[..., 0]).to(device))
    with in_half(device):
        latents = sample(predict, said, empty, new_scheduler(), at, 4, 2.0)
        made = pictures_of(vae, latents)
    return sheet([picture for pair in zip(drawn, made, strict=True) for picture in pair], 6)


def load_control(work: Path, unet: UNet2DConditionModel) -> ControlNetModel:
    """The averaged ControlNet of work/controlnet.pt."""
    control = new_controlnet(unet, 0)
    control.load_state_dict(averaged(work / "controlnet.pt"))
    return control.eval().requires_grad_(False)
