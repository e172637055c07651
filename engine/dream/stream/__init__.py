"""The live stream: input pictures denoised as fast as they come (StreamDiffusion, Kodaira et al. 2023)."""
