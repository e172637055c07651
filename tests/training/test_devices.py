"""All that a loss is made of is where the weights are: on the meta device, whatever is not raises an error."""

import pytest
import torch

from engine.cli import main
from engine.training.autoencoder import CHANNELS, new_autoencoder, picture_loss
from engine.training.critic import Critic
from engine.training.denoiser import denoising_loss, new_scheduler, new_unet
from engine.training.discriminator import Discriminator, PatchDiscriminator
from engine.training.distill import distillation_loss, dreamed
from engine.training.listen import hearing_error
from engine.training.slim import noised as at_times
from engine.training.slim import predicted
from engine.training.slots import SLOTS, WIDTH, heard
from engine.training.tokens import LENGTH

META = torch.device("meta")


@pytest.fixture(scope="module")
def unet():
    return new_unet(0).to(META)


def latents() -> torch.Tensor:
    return torch.randn(2, CHANNELS, 8, 8, device=META)


def states() -> torch.Tensor:
    return torch.randn(2, LENGTH, WIDTH, device=META)


def test_the_meta_device_tells_where_things_are():
    with pytest.raises(RuntimeError, match="device"):
        torch.zeros(2, 3) * torch.zeros(2, 3, device=META)


def test_the_losses_of_denoising_and_distilling(unet):
    scheduler = new_scheduler()
    loss = denoising_loss(unet, scheduler, latents(), states(), latents())
    assert loss.device == META and loss.shape == ()
    for aware in (0.0, 0.5):
        told = distillation_loss(unet, unet, scheduler, latents(), latents(), states(), states(), 4, 2, 3.0, aware)
        assert told.device == META and told.shape == ()
    made = dreamed(unet, scheduler, latents(), states(), 4, 2)
    assert made.device == META and made.shape == (2, CHANNELS, 8, 8)


def test_what_the_judges_say():
    critic, meant = Critic(CHANNELS).to(META).eval(), torch.zeros(2, len(SLOTS), dtype=torch.int64, device=META)
    assert critic.slot_error(latents(), meant).device == META
    told = Discriminator(CHANNELS, 3).to(META)(latents(), torch.zeros(2, dtype=torch.int64, device=META))
    assert all(each.device == META for each in told)
    patches = PatchDiscriminator().to(META)(torch.randn(2, 3, 96, 96, device=META))
    assert [each.shape[2] for each in patches] == [12, 6, 3]


def test_what_is_heard():
    meant = heard(states())
    assert meant.device == META and all(each.device == META for each in hearing_error(states(), meant))


def test_the_losses_of_the_autoencoder_and_of_slimming(unet):
    vae, pixels = new_autoencoder(0).to(META), torch.randn(2, 3, 64, 64, device=META)
    assert picture_loss(vae.decoder(vae.encoder(pixels)), pixels).device == META
    times = torch.zeros(2, dtype=torch.int64, device=META)
    assert predicted(unet, at_times(new_scheduler(), latents(), latents(), states(), times)).device == META


def test_a_device_that_is_not_there_is_named(tmp_path, capsys):
    if torch.cuda.is_available():
        pytest.skip("it is there")
    command = ["train", "autoencoder", "--out", str(tmp_path), "--steps", "1", "--device", "cuda"]
    assert main(command) == 2 and "--device" in capsys.readouterr().err
