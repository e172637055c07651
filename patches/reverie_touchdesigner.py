# ruff: noqa
# fmt: off
"""Reverie for TouchDesigner. Made by `reverie patches build`: change the table in Reverie, not this file.

Drop this file into a network (it becomes a Text DAT) and choose Run Script from its menu, or paste it into the
textport. It builds a component `reverie` beside it (a second run replaces it) with
  - a custom parameter for everything, in pages; what you change goes out as OSC, what others change comes back,
  - picture out: Spout or Syphon, NDI or a virtual camera, chosen on the Setup page,
  - beat out: a CHOP with beat, bar, phase and bpm; beat in: each pulse of a connected CHOP taps the tempo.
Only one program on a machine can listen on a port: give each its own Feedback Port on the Setup page.
"""

HOST = '127.0.0.1'
OSC_PORT = 7777
FEEDBACK_PORT = 7778

# Pages of (style, name, label, address, default or arguments, range or choices or 'filled', help).
TABLE = [
    ('Dream', [
        ('Str', 'Dreamprompt', 'prompt', '/dream/prompt', 'slow clouds of ember and violet', 'filled', 'where to go: a text, or several with weights'),
        ('Str', 'Dreamnegative', 'negative', '/dream/negative', '', None, 'what to steer away from, where the model uses guidance'),
        ('Int', 'Dreamseed', 'seed', '/dream/seed', 1, (0, 2147483647), 'the seed of the next waypoint'),
        ('Float', 'Dreamspeed', 'speed', '/dream/speed', 1.0, (-4.0, 4.0), 'pace along the journey; negative goes back'),
        ('Float', 'Dreamleg', 'leg (s)', '/dream/leg', 8.0, (0.5, 120.0), 'how long a leg takes at speed 1'),
        ('Float', 'Dreamlegbeats', 'leg beats (beats)', '/dream/leg/beats', 0.0, (0.0, 128.0), 'the same in beats, which then end on a beat; 0 counts in seconds'),
        ('Menu', 'Dreammethod', 'method', '/dream/method', 'travel', ['travel', 'walk', 'live', 'fly'], 'interpolate finished latents, denoise every keyframe, dream the live input, or fly on through the picture'),
        ('Menu', 'Dreampath', 'path', '/dream/path', 'slerp', ['slerp', 'lerp'], 'how latents and noise are interpolated'),
        ('Toggle', 'Dreamwander', 'wander', '/dream/wander', True, None, 'start a new leg when one ends'),
        ('Float', 'Dreamvariation', 'variation', '/dream/variation', 1.0, (0.0, 1.0), 'how far a wandering leg strays from the seed'),
        ('Int', 'Dreamsteps', 'steps', '/dream/steps', 1, (1, 50), "denoising steps; auto takes the model's own count"),
        ('Pulse', 'Dreamstepsauto', 'steps auto', '/dream/steps', ('auto',), None, "denoising steps; auto takes the model's own count"),
        ('Float', 'Dreamguidance', 'guidance', '/dream/guidance', 0.0, (0.0, 20.0), "classifier-free guidance; auto takes the model's own"),
        ('Pulse', 'Dreamguidanceauto', 'guidance auto', '/dream/guidance', ('auto',), None, "classifier-free guidance; auto takes the model's own"),
        ('Menu', 'Dreamdetail', 'detail', '/dream/detail', 'off', ['off', 'refine', 'demofusion'], "pictures larger than the model's own: in one step more, or as large as wanted and slowly"),
        ('Float', 'Dreamdetailscale', 'detail scale (x)', '/dream/detail/scale', 2.0, (1.0, 16.0), "how many times the model's own size those are"),
        ('Str', 'Dreamenlarge', 'enlarge', '/dream/enlarge', 'auto', None, "what enlarges pictures to the keyframes' size: auto, off, or an enlarger's listed name"),
        ('Str', 'Dreammodel', 'model', '/dream/model', '', None, 'the model to dream with; empty is the one the show was started with'),
        ('Str', 'Dreamcast', 'cast', '/dream/cast', '', None, 'which of several dreamers does what, as in journey 1 2, live 3; empty is all of them all'),
        ('Str', 'Dreamlora', 'lora', '/dream/lora', '', 'filled', 'a LoRA file and its weight; weight 0 unloads it'),
        ('Pulse', 'Dreamseednext', 'seed next', '/dream/seed/next', (), None, 'a new seed now'),
    ]),
    ('Deck', [
        ('Str', 'Decka', 'a', '/deck/a', '', None, 'the prompt on deck A'),
        ('Str', 'Deckb', 'b', '/deck/b', '', None, 'the prompt on deck B'),
        ('Float', 'Deckmix', 'mix', '/deck/mix', 0.0, (0.0, 1.0), 'crossfader from deck A to deck B'),
    ]),
    ('Live', [
        ('Str', 'Liveinput', 'input', '/live/input', '', None, 'where pictures come from: camera, camera:1, file:NAME, image:NAME, text:WORDS, spout, ndi, syphon, screen or pattern; empty is what the show was started with'),
        ('Toggle', 'Livemirror', 'mirror', '/live/mirror', False, None, 'turn the input left to right, as a mirror does'),
        ('Float', 'Livestrength', 'strength', '/live/strength', 0.6, (0.02, 1.0), 'how much of the input is dreamed over'),
        ('Str', 'Livesteps', 'steps', '/live/steps', '', None, "the steps as indices of 50, rising, as in 22 32 45; empty is one by strength, auto the model's number"),
        ('Menu', 'Livecfg', 'cfg', '/live/cfg', 'self', ['none', 'full', 'self', 'onetime'], 'classifier-free guidance: none, full, or residual (StreamDiffusion)'),
        ('Float', 'Liveguidance', 'guidance', '/live/guidance', 1.2, (0.0, 20.0), 'strength of that guidance; 1 and below is none'),
        ('Float', 'Livedelta', 'delta', '/live/delta', 1.0, (0.0, 2.0), 'how much of the residual noise residual guidance takes for granted'),
        ('Float', 'Livefilter', 'filter', '/live/filter', 0.0, (0.0, 1.0), 'likeness of two inputs above which the second may be skipped; 0 is off'),
        ('Int', 'Livefilterskips', 'filter skips', '/live/filter/skips', 10, (1, 300), 'the most inputs that are skipped in a row'),
        ('Float', 'Liveglide', 'glide (s)', '/live/glide', 1.0, (0.0, 30.0), 'how long a new prompt or seed takes to be reached'),
        ('Float', 'Liveflow', 'flow', '/live/flow', 0.0, (0.0, 1.0), 'how fast the noise flows; 0 keeps it fixed'),
        ('Float', 'Livesteady', 'steady', '/live/steady', 0.0, (0.0, 1.0), 'how firmly a picture holds on to those before it, against flicker'),
        ('Float', 'Livefeedback', 'feedback', '/live/feedback', 0.0, (0.0, 0.95), 'share of the last dream in the next input'),
        ('Float', 'Livefeedbackzoom', 'feedback zoom (x)', '/live/feedback/zoom', 1.02, (0.8, 1.25), 'enlargement of the dream that is fed back'),
        ('Float', 'Livefeedbackrotate', 'feedback rotate (deg)', '/live/feedback/rotate', 0.0, (-15.0, 15.0), 'rotation of the dream that is fed back'),
        ('Float', 'Livefeedbackx', 'feedback x', '/live/feedback/x', 0.0, (-0.1, 0.1), 'drift of the dream that is fed back to the right, in picture widths'),
        ('Float', 'Livefeedbacky', 'feedback y', '/live/feedback/y', 0.0, (-0.1, 0.1), 'its drift upwards, in picture heights'),
        ('Str', 'Livecontrol', 'control', '/live/control', '', None, 'the ControlNet that holds the structure of the input, by its listed name; empty is off'),
        ('Menu', 'Livecontrolkind', 'control kind', '/live/control/kind', 'canny', ['canny', 'soft', 'scribble', 'picture', 'depth', 'pose', 'segmentation'], 'what the ControlNet is shown of it'),
        ('Float', 'Livecontrolscale', 'control scale', '/live/control/scale', 0.8, (0.0, 2.0), 'how strongly it holds'),
        ('Str', 'Livecontrol2', 'control 2', '/live/control/2', '', None, 'a second ControlNet beside it, whose hold is added; empty is off'),
        ('Menu', 'Livecontrol2kind', 'control 2 kind', '/live/control/2/kind', 'soft', ['canny', 'soft', 'scribble', 'picture', 'depth', 'pose', 'segmentation'], 'what the second is shown'),
        ('Float', 'Livecontrol2scale', 'control 2 scale', '/live/control/2/scale', 0.8, (0.0, 2.0), 'how strongly the second holds'),
        ('Str', 'Livecontrol3', 'control 3', '/live/control/3', '', None, 'a third ControlNet; empty is off'),
        ('Menu', 'Livecontrol3kind', 'control 3 kind', '/live/control/3/kind', 'picture', ['canny', 'soft', 'scribble', 'picture', 'depth', 'pose', 'segmentation'], 'what the third is shown'),
        ('Float', 'Livecontrol3scale', 'control 3 scale', '/live/control/3/scale', 0.8, (0.0, 2.0), 'how strongly the third holds'),
        ('Menu', 'Livemask', 'mask', '/live/mask', 'off', ['off', 'luma', 'segmentation', 'file'], 'where to dream; the input shows elsewhere'),
        ('Float', 'Livemaskluma', 'mask luma', '/live/mask/luma', 0.5, (0.0, 1.0), 'the light above which luma dreams'),
        ('Str', 'Livemaskclass', 'mask class', '/live/mask/class', 'person', None, "what segmentation dreams, by the names of the model's classes, with commas"),
        ('Str', 'Livemaskfile', 'mask file', '/live/mask/file', '', None, 'the picture in the media folder that dreams where it is white'),
        ('Toggle', 'Livemaskinvert', 'mask invert', '/live/mask/invert', False, None, 'dream outside of the mask instead'),
        ('Float', 'Livemasksoft', 'mask soft', '/live/mask/soft', 0.02, (0.0, 0.5), "how wide the mask's edges are, in picture heights"),
        ('Str', 'Livereference', 'reference', '/live/reference', '', None, 'a picture in the media folder that the dream is to resemble; empty is none'),
        ('Float', 'Livereferencescale', 'reference scale', '/live/reference/scale', 0.6, (0.0, 1.5), 'how strongly it does'),
    ]),
    ('Camera', [
        ('Float', 'Camerazoom', 'zoom', '/camera/zoom', 0.25, (-2.0, 2.0), 'flight into the picture, in doublings a second; negative flies back'),
        ('Float', 'Cameraroll', 'roll (deg)', '/camera/roll', 0.0, (-180.0, 180.0), 'turn of the picture, anticlockwise, in degrees a second'),
        ('Float', 'Camerax', 'x', '/camera/x', 0.0, (-1.0, 1.0), 'flight to the right, in picture widths a second'),
        ('Float', 'Cameray', 'y', '/camera/y', 0.0, (-1.0, 1.0), 'flight upwards, in picture widths a second'),
        ('Float', 'Cameratilt', 'tilt (deg)', '/camera/tilt', 0.0, (-60.0, 60.0), 'turn of the camera upwards, in degrees a second'),
        ('Float', 'Camerapan', 'pan (deg)', '/camera/pan', 0.0, (-60.0, 60.0), 'turn of the camera to the right, in degrees a second'),
        ('Float', 'Camerastrength', 'strength', '/camera/strength', 0.5, (0.0, 1.0), 'how much of the picture is dreamed over in a second'),
        ('Float', 'Cameranoise', 'noise', '/camera/noise', 0.1, (0.0, 1.0), 'fresh grain that the dream makes something of'),
        ('Float', 'Cameracolour', 'colour', '/camera/colour', 0.5, (0.0, 1.0), "how strongly the prompt's own colours are held"),
        ('Float', 'Camerasharpen', 'sharpen', '/camera/sharpen', 1.0, (0.0, 2.0), 'against the blur of seeing the same again and again'),
        ('Menu', 'Cameraedge', 'edge', '/camera/edge', 'dream', ['reflect', 'wrap', 'dream'], 'what comes in from beyond the edges'),
    ]),
    ('Look', [
        ('Float', 'Lookzoom', 'zoom (x)', '/look/zoom', 1.0, (0.25, 8.0), 'enlargement around the centre'),
        ('Float', 'Lookrotate', 'rotate (deg)', '/look/rotate', 0.0, (-360.0, 360.0), 'rotation'),
        ('Float', 'Lookx', 'x', '/look/x', 0.0, (-1.0, 1.0), 'shift to the right, in picture widths'),
        ('Float', 'Looky', 'y', '/look/y', 0.0, (-1.0, 1.0), 'shift upwards, in picture heights'),
        ('Float', 'Lookhue', 'hue (deg)', '/look/hue', 0.0, (-180.0, 180.0), 'hue rotation'),
        ('Float', 'Looksaturation', 'saturation', '/look/saturation', 1.0, (0.0, 4.0), 'colour strength; 0 is grey'),
        ('Float', 'Lookbrightness', 'brightness', '/look/brightness', 0.0, (-1.0, 1.0), 'added light'),
        ('Float', 'Lookcontrast', 'contrast', '/look/contrast', 1.0, (0.0, 4.0), 'contrast around mid grey'),
        ('Float', 'Lookgamma', 'gamma', '/look/gamma', 1.0, (0.2, 5.0), 'gamma; above 1 lifts the shadows'),
        ('Float', 'Looksharpen', 'sharpen', '/look/sharpen', 0.0, (0.0, 4.0), 'unsharp mask strength'),
        ('Float', 'Looktrail', 'trail', '/look/trail', 0.0, (0.0, 0.99), 'how much of the last picture stays'),
        ('Menu', 'Lookmirror', 'mirror', '/look/mirror', 'off', ['off', 'horizontal', 'vertical', 'quad', 'kaleidoscope'], 'reflections'),
        ('Menu', 'Lookblend', 'blend', '/look/blend', 'flow', ['linear', 'smooth', 'cut', 'flow'], 'how neighbouring keyframes are blended: mixed, mixed softly, not at all, or each moved to where the other is'),
        ('Menu', 'Lookupscale', 'upscale', '/look/upscale', 'bicubic', ['nearest', 'bilinear', 'bicubic', 'lanczos'], 'upscaling filter'),
        ('Menu', 'Lookfit', 'fit', '/look/fit', 'crop', ['crop', 'fit'], 'fill the output and crop, or show all with borders'),
    ]),
    ('Master', [
        ('Float', 'Masterfade', 'fade', '/master/fade', 1.0, (0.0, 1.0), '1 is the full picture, 0 is black'),
        ('Toggle', 'Masterblackout', 'blackout', '/master/blackout', False, None, 'black, at once'),
        ('Toggle', 'Masterfreeze', 'freeze', '/master/freeze', False, None, 'hold the picture that is on screen'),
        ('Toggle', 'Masterflashguard', 'flashguard', '/master/flashguard', True, None, 'hold back more than three flashes a second, for the safety of the audience'),
    ]),
    ('Tempo', [
        ('Float', 'Tempobpm', 'bpm (bpm)', '/tempo/bpm', 120.0, (20.0, 300.0), 'beats a minute; follows where the source is another'),
        ('Menu', 'Temposource', 'source', '/tempo/source', 'internal', ['internal', 'midi', 'link'], 'whose beat counts: ours (tapped), MIDI clock, Link'),
        ('Menu', 'Tempoquantize', 'quantize', '/tempo/quantize', 'off', ['off', 'beat', 'bar', '4 bars', '8 bars'], 'prompts, recalls and cues wait for the next of these'),
        ('Pulse', 'Tempotap', 'tap', '/tempo/tap', (), None, 'tap the beat'),
        ('Pulse', 'Temponudgeminus005', 'nudge -', '/tempo/nudge', (-0.05,), None, 'move the beat by so many beats: above 0 it comes earlier'),
        ('Pulse', 'Temponudge005', 'nudge +', '/tempo/nudge', (0.05,), None, 'move the beat by so many beats: above 0 it comes earlier'),
        ('Pulse', 'Temporesync', 'resync', '/tempo/resync', (), None, 'a bar begins now'),
    ]),
    ('Audio', [
        ('Str', 'Audiodevice', 'device', '/audio/device', '', None, "part of the name of the sound input to listen to; empty is the system's own"),
        ('Float', 'Audiogain', 'gain (x)', '/audio/gain', 1.0, (0.0, 8.0), 'how much louder what is heard counts'),
    ]),
    ('Mod 1', [
        ('Str', 'Mod1target', 'target', '/mod/1/target', '', None, 'the address of the number to move; empty is off'),
        ('Menu', 'Mod1source', 'source', '/mod/1/source', 'lfo', ['lfo', 'envelope', 'level', 'low', 'mid', 'high', 'onset'], "what moves it: a wave, one cycle of it from a trigger or from a sound's onset, or how loud it is"),
        ('Menu', 'Mod1shape', 'shape', '/mod/1/shape', 'sine', ['sine', 'triangle', 'saw', 'square', 'walk', 'hold'], 'the wave; hold is stepped'),
        ('Float', 'Mod1depth', 'depth', '/mod/1/depth', 0.25, (-1.0, 1.0), "how far, as a share of the target's range"),
        ('Float', 'Mod1beats', 'beats (beats)', '/mod/1/beats', 4.0, (0.0, 128.0), 'how long a cycle is, locked to the tempo; 0 goes by the rate'),
        ('Float', 'Mod1rate', 'rate (Hz)', '/mod/1/rate', 0.25, (0.01, 20.0), 'cycles a second where beats is 0'),
        ('Float', 'Mod1phase', 'phase', '/mod/1/phase', 0.0, (0.0, 1.0), 'where in its cycle the wave is at the first beat of a bar'),
        ('Pulse', 'Mod1trigger', 'trigger', '/mod/1/trigger', (), None, 'start the envelope'),
    ]),
    ('Mod 2', [
        ('Str', 'Mod2target', 'target', '/mod/2/target', '', None, 'the address of the number to move; empty is off'),
        ('Menu', 'Mod2source', 'source', '/mod/2/source', 'lfo', ['lfo', 'envelope', 'level', 'low', 'mid', 'high', 'onset'], "what moves it: a wave, one cycle of it from a trigger or from a sound's onset, or how loud it is"),
        ('Menu', 'Mod2shape', 'shape', '/mod/2/shape', 'sine', ['sine', 'triangle', 'saw', 'square', 'walk', 'hold'], 'the wave; hold is stepped'),
        ('Float', 'Mod2depth', 'depth', '/mod/2/depth', 0.25, (-1.0, 1.0), "how far, as a share of the target's range"),
        ('Float', 'Mod2beats', 'beats (beats)', '/mod/2/beats', 4.0, (0.0, 128.0), 'how long a cycle is, locked to the tempo; 0 goes by the rate'),
        ('Float', 'Mod2rate', 'rate (Hz)', '/mod/2/rate', 0.25, (0.01, 20.0), 'cycles a second where beats is 0'),
        ('Float', 'Mod2phase', 'phase', '/mod/2/phase', 0.0, (0.0, 1.0), 'where in its cycle the wave is at the first beat of a bar'),
        ('Pulse', 'Mod2trigger', 'trigger', '/mod/2/trigger', (), None, 'start the envelope'),
    ]),
    ('Mod 3', [
        ('Str', 'Mod3target', 'target', '/mod/3/target', '', None, 'the address of the number to move; empty is off'),
        ('Menu', 'Mod3source', 'source', '/mod/3/source', 'lfo', ['lfo', 'envelope', 'level', 'low', 'mid', 'high', 'onset'], "what moves it: a wave, one cycle of it from a trigger or from a sound's onset, or how loud it is"),
        ('Menu', 'Mod3shape', 'shape', '/mod/3/shape', 'sine', ['sine', 'triangle', 'saw', 'square', 'walk', 'hold'], 'the wave; hold is stepped'),
        ('Float', 'Mod3depth', 'depth', '/mod/3/depth', 0.25, (-1.0, 1.0), "how far, as a share of the target's range"),
        ('Float', 'Mod3beats', 'beats (beats)', '/mod/3/beats', 4.0, (0.0, 128.0), 'how long a cycle is, locked to the tempo; 0 goes by the rate'),
        ('Float', 'Mod3rate', 'rate (Hz)', '/mod/3/rate', 0.25, (0.01, 20.0), 'cycles a second where beats is 0'),
        ('Float', 'Mod3phase', 'phase', '/mod/3/phase', 0.0, (0.0, 1.0), 'where in its cycle the wave is at the first beat of a bar'),
        ('Pulse', 'Mod3trigger', 'trigger', '/mod/3/trigger', (), None, 'start the envelope'),
    ]),
    ('Mod 4', [
        ('Str', 'Mod4target', 'target', '/mod/4/target', '', None, 'the address of the number to move; empty is off'),
        ('Menu', 'Mod4source', 'source', '/mod/4/source', 'lfo', ['lfo', 'envelope', 'level', 'low', 'mid', 'high', 'onset'], "what moves it: a wave, one cycle of it from a trigger or from a sound's onset, or how loud it is"),
        ('Menu', 'Mod4shape', 'shape', '/mod/4/shape', 'sine', ['sine', 'triangle', 'saw', 'square', 'walk', 'hold'], 'the wave; hold is stepped'),
        ('Float', 'Mod4depth', 'depth', '/mod/4/depth', 0.25, (-1.0, 1.0), "how far, as a share of the target's range"),
        ('Float', 'Mod4beats', 'beats (beats)', '/mod/4/beats', 4.0, (0.0, 128.0), 'how long a cycle is, locked to the tempo; 0 goes by the rate'),
        ('Float', 'Mod4rate', 'rate (Hz)', '/mod/4/rate', 0.25, (0.01, 20.0), 'cycles a second where beats is 0'),
        ('Float', 'Mod4phase', 'phase', '/mod/4/phase', 0.0, (0.0, 1.0), 'where in its cycle the wave is at the first beat of a bar'),
        ('Pulse', 'Mod4trigger', 'trigger', '/mod/4/trigger', (), None, 'start the envelope'),
    ]),
    ('Mod 5', [
        ('Str', 'Mod5target', 'target', '/mod/5/target', '', None, 'the address of the number to move; empty is off'),
        ('Menu', 'Mod5source', 'source', '/mod/5/source', 'lfo', ['lfo', 'envelope', 'level', 'low', 'mid', 'high', 'onset'], "what moves it: a wave, one cycle of it from a trigger or from a sound's onset, or how loud it is"),
        ('Menu', 'Mod5shape', 'shape', '/mod/5/shape', 'sine', ['sine', 'triangle', 'saw', 'square', 'walk', 'hold'], 'the wave; hold is stepped'),
        ('Float', 'Mod5depth', 'depth', '/mod/5/depth', 0.25, (-1.0, 1.0), "how far, as a share of the target's range"),
        ('Float', 'Mod5beats', 'beats (beats)', '/mod/5/beats', 4.0, (0.0, 128.0), 'how long a cycle is, locked to the tempo; 0 goes by the rate'),
        ('Float', 'Mod5rate', 'rate (Hz)', '/mod/5/rate', 0.25, (0.01, 20.0), 'cycles a second where beats is 0'),
        ('Float', 'Mod5phase', 'phase', '/mod/5/phase', 0.0, (0.0, 1.0), 'where in its cycle the wave is at the first beat of a bar'),
        ('Pulse', 'Mod5trigger', 'trigger', '/mod/5/trigger', (), None, 'start the envelope'),
    ]),
    ('Mod 6', [
        ('Str', 'Mod6target', 'target', '/mod/6/target', '', None, 'the address of the number to move; empty is off'),
        ('Menu', 'Mod6source', 'source', '/mod/6/source', 'lfo', ['lfo', 'envelope', 'level', 'low', 'mid', 'high', 'onset'], "what moves it: a wave, one cycle of it from a trigger or from a sound's onset, or how loud it is"),
        ('Menu', 'Mod6shape', 'shape', '/mod/6/shape', 'sine', ['sine', 'triangle', 'saw', 'square', 'walk', 'hold'], 'the wave; hold is stepped'),
        ('Float', 'Mod6depth', 'depth', '/mod/6/depth', 0.25, (-1.0, 1.0), "how far, as a share of the target's range"),
        ('Float', 'Mod6beats', 'beats (beats)', '/mod/6/beats', 4.0, (0.0, 128.0), 'how long a cycle is, locked to the tempo; 0 goes by the rate'),
        ('Float', 'Mod6rate', 'rate (Hz)', '/mod/6/rate', 0.25, (0.01, 20.0), 'cycles a second where beats is 0'),
        ('Float', 'Mod6phase', 'phase', '/mod/6/phase', 0.0, (0.0, 1.0), 'where in its cycle the wave is at the first beat of a bar'),
        ('Pulse', 'Mod6trigger', 'trigger', '/mod/6/trigger', (), None, 'start the envelope'),
    ]),
    ('Mod 7', [
        ('Str', 'Mod7target', 'target', '/mod/7/target', '', None, 'the address of the number to move; empty is off'),
        ('Menu', 'Mod7source', 'source', '/mod/7/source', 'lfo', ['lfo', 'envelope', 'level', 'low', 'mid', 'high', 'onset'], "what moves it: a wave, one cycle of it from a trigger or from a sound's onset, or how loud it is"),
        ('Menu', 'Mod7shape', 'shape', '/mod/7/shape', 'sine', ['sine', 'triangle', 'saw', 'square', 'walk', 'hold'], 'the wave; hold is stepped'),
        ('Float', 'Mod7depth', 'depth', '/mod/7/depth', 0.25, (-1.0, 1.0), "how far, as a share of the target's range"),
        ('Float', 'Mod7beats', 'beats (beats)', '/mod/7/beats', 4.0, (0.0, 128.0), 'how long a cycle is, locked to the tempo; 0 goes by the rate'),
        ('Float', 'Mod7rate', 'rate (Hz)', '/mod/7/rate', 0.25, (0.01, 20.0), 'cycles a second where beats is 0'),
        ('Float', 'Mod7phase', 'phase', '/mod/7/phase', 0.0, (0.0, 1.0), 'where in its cycle the wave is at the first beat of a bar'),
        ('Pulse', 'Mod7trigger', 'trigger', '/mod/7/trigger', (), None, 'start the envelope'),
    ]),
    ('Mod 8', [
        ('Str', 'Mod8target', 'target', '/mod/8/target', '', None, 'the address of the number to move; empty is off'),
        ('Menu', 'Mod8source', 'source', '/mod/8/source', 'lfo', ['lfo', 'envelope', 'level', 'low', 'mid', 'high', 'onset'], "what moves it: a wave, one cycle of it from a trigger or from a sound's onset, or how loud it is"),
        ('Menu', 'Mod8shape', 'shape', '/mod/8/shape', 'sine', ['sine', 'triangle', 'saw', 'square', 'walk', 'hold'], 'the wave; hold is stepped'),
        ('Float', 'Mod8depth', 'depth', '/mod/8/depth', 0.25, (-1.0, 1.0), "how far, as a share of the target's range"),
        ('Float', 'Mod8beats', 'beats (beats)', '/mod/8/beats', 4.0, (0.0, 128.0), 'how long a cycle is, locked to the tempo; 0 goes by the rate'),
        ('Float', 'Mod8rate', 'rate (Hz)', '/mod/8/rate', 0.25, (0.01, 20.0), 'cycles a second where beats is 0'),
        ('Float', 'Mod8phase', 'phase', '/mod/8/phase', 0.0, (0.0, 1.0), 'where in its cycle the wave is at the first beat of a bar'),
        ('Pulse', 'Mod8trigger', 'trigger', '/mod/8/trigger', (), None, 'start the envelope'),
    ]),
    ('Preset', [
        ('Pulse', 'Presetrecall1', 'recall 1', '/preset/recall', (1,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall2', 'recall 2', '/preset/recall', (2,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall3', 'recall 3', '/preset/recall', (3,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall4', 'recall 4', '/preset/recall', (4,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall5', 'recall 5', '/preset/recall', (5,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall6', 'recall 6', '/preset/recall', (6,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall7', 'recall 7', '/preset/recall', (7,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall8', 'recall 8', '/preset/recall', (8,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall9', 'recall 9', '/preset/recall', (9,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall10', 'recall 10', '/preset/recall', (10,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall11', 'recall 11', '/preset/recall', (11,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall12', 'recall 12', '/preset/recall', (12,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall13', 'recall 13', '/preset/recall', (13,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall14', 'recall 14', '/preset/recall', (14,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall15', 'recall 15', '/preset/recall', (15,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecall16', 'recall 16', '/preset/recall', (16,), None, 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Str', 'Presetrecallname', 'recall (name)', '/preset/recall', '', 'filled', 'recall a preset by name or number; with seconds, as a morph; eased: linear, ease, in, out'),
        ('Pulse', 'Presetrecallbeats140', 'recall beats 1', '/preset/recall/beats', (1, 4.0), None, 'the same, as a morph over beats'),
        ('Pulse', 'Presetrecallbeats240', 'recall beats 2', '/preset/recall/beats', (2, 4.0), None, 'the same, as a morph over beats'),
        ('Pulse', 'Presetrecallbeats340', 'recall beats 3', '/preset/recall/beats', (3, 4.0), None, 'the same, as a morph over beats'),
        ('Pulse', 'Presetrecallbeats440', 'recall beats 4', '/preset/recall/beats', (4, 4.0), None, 'the same, as a morph over beats'),
        ('Pulse', 'Presetrecallbeats540', 'recall beats 5', '/preset/recall/beats', (5, 4.0), None, 'the same, as a morph over beats'),
        ('Pulse', 'Presetrecallbeats640', 'recall beats 6', '/preset/recall/beats', (6, 4.0), None, 'the same, as a morph over beats'),
        ('Pulse', 'Presetrecallbeats740', 'recall beats 7', '/preset/recall/beats', (7, 4.0), None, 'the same, as a morph over beats'),
        ('Pulse', 'Presetrecallbeats840', 'recall beats 8', '/preset/recall/beats', (8, 4.0), None, 'the same, as a morph over beats'),
        ('Str', 'Presetsavename', 'save (name)', '/preset/save', '', 'filled', 'save what is set now under a name'),
        ('Pulse', 'Presetnext', 'next', '/preset/next', (), None, 'recall the next preset'),
        ('Pulse', 'Presetprevious', 'previous', '/preset/previous', (), None, 'recall the previous preset'),
        ('Pulse', 'Presetnumber1', 'number 1', '/preset/number', (1,), None, 'give a preset, or else the one recalled last, a number; one that had it takes the old one'),
        ('Pulse', 'Presetnumber2', 'number 2', '/preset/number', (2,), None, 'give a preset, or else the one recalled last, a number; one that had it takes the old one'),
        ('Pulse', 'Presetnumber3', 'number 3', '/preset/number', (3,), None, 'give a preset, or else the one recalled last, a number; one that had it takes the old one'),
        ('Pulse', 'Presetnumber4', 'number 4', '/preset/number', (4,), None, 'give a preset, or else the one recalled last, a number; one that had it takes the old one'),
        ('Pulse', 'Presetnumber5', 'number 5', '/preset/number', (5,), None, 'give a preset, or else the one recalled last, a number; one that had it takes the old one'),
        ('Pulse', 'Presetnumber6', 'number 6', '/preset/number', (6,), None, 'give a preset, or else the one recalled last, a number; one that had it takes the old one'),
        ('Pulse', 'Presetnumber7', 'number 7', '/preset/number', (7,), None, 'give a preset, or else the one recalled last, a number; one that had it takes the old one'),
        ('Pulse', 'Presetnumber8', 'number 8', '/preset/number', (8,), None, 'give a preset, or else the one recalled last, a number; one that had it takes the old one'),
        ('Str', 'Presetnumbername', 'number (name)', '/preset/number', '', 'filled', 'give a preset, or else the one recalled last, a number; one that had it takes the old one'),
        ('Pulse', 'Presetlist', 'list', '/preset/list', (), None, 'send the names of the presets to the asker'),
    ]),
    ('Cue', [
        ('Pulse', 'Cuego', 'go', '/cue/go', (), None, 'play the next cue'),
        ('Pulse', 'Cueback', 'back', '/cue/back', (), None, 'play the cue before'),
        ('Pulse', 'Cuegoto1', 'goto 1', '/cue/goto', (1,), None, 'play a cue by name or number'),
        ('Pulse', 'Cuegoto2', 'goto 2', '/cue/goto', (2,), None, 'play a cue by name or number'),
        ('Pulse', 'Cuegoto3', 'goto 3', '/cue/goto', (3,), None, 'play a cue by name or number'),
        ('Pulse', 'Cuegoto4', 'goto 4', '/cue/goto', (4,), None, 'play a cue by name or number'),
        ('Pulse', 'Cuegoto5', 'goto 5', '/cue/goto', (5,), None, 'play a cue by name or number'),
        ('Pulse', 'Cuegoto6', 'goto 6', '/cue/goto', (6,), None, 'play a cue by name or number'),
        ('Pulse', 'Cuegoto7', 'goto 7', '/cue/goto', (7,), None, 'play a cue by name or number'),
        ('Pulse', 'Cuegoto8', 'goto 8', '/cue/goto', (8,), None, 'play a cue by name or number'),
        ('Str', 'Cuegotoname', 'goto (name)', '/cue/goto', '', 'filled', 'play a cue by name or number'),
        ('Pulse', 'Cuehold', 'hold', '/cue/hold', (), None, 'stay in this cue: what would follow by itself waits for go'),
        ('Pulse', 'Cueload1', 'load 1', '/cue/load', (1,), None, 'take another list of cues, by name or number'),
        ('Pulse', 'Cueload2', 'load 2', '/cue/load', (2,), None, 'take another list of cues, by name or number'),
        ('Pulse', 'Cueload3', 'load 3', '/cue/load', (3,), None, 'take another list of cues, by name or number'),
        ('Pulse', 'Cueload4', 'load 4', '/cue/load', (4,), None, 'take another list of cues, by name or number'),
        ('Pulse', 'Cueload5', 'load 5', '/cue/load', (5,), None, 'take another list of cues, by name or number'),
        ('Pulse', 'Cueload6', 'load 6', '/cue/load', (6,), None, 'take another list of cues, by name or number'),
        ('Pulse', 'Cueload7', 'load 7', '/cue/load', (7,), None, 'take another list of cues, by name or number'),
        ('Pulse', 'Cueload8', 'load 8', '/cue/load', (8,), None, 'take another list of cues, by name or number'),
        ('Str', 'Cueloadname', 'load (name)', '/cue/load', '', 'filled', 'take another list of cues, by name or number'),
        ('Pulse', 'Cuelist', 'list', '/cue/list', (), None, 'send the names of the cues to the asker'),
    ]),
    ('Input', [
        ('Pulse', 'Inputlist', 'list', '/input/list', (), None, 'send the names of the live inputs that are here to the asker'),
    ]),
    ('Record', [
        ('Pulse', 'Recordstart', 'start', '/record/start', (), None, 'start recording, under a name if given'),
        ('Str', 'Recordstartname', 'start (name)', '/record/start', '', 'filled', 'start recording, under a name if given'),
        ('Pulse', 'Recordstop', 'stop', '/record/stop', (), None, 'stop recording'),
    ]),
    ('Still', [
        ('Pulse', 'Stillsave', 'save', '/still/save', (), None, "save the dream that is on screen as a PNG of twice the output's size, under a name"),
        ('Str', 'Stillsavename', 'save (name)', '/still/save', '', 'filled', "save the dream that is on screen as a PNG of twice the output's size, under a name"),
    ]),
    ('Midi', [
        ('Pulse', 'Midilearn', 'learn', '/midi/learn', (), None, 'bind an address to the MIDI control moved next; without one, to none'),
        ('Str', 'Midilearnname', 'learn (name)', '/midi/learn', '', 'filled', 'bind an address to the MIDI control moved next; without one, to none'),
        ('Str', 'Midiforgetname', 'forget (name)', '/midi/forget', '', 'filled', 'let go of the MIDI controls that are bound to an address'),
    ]),
    ('Show', [
        ('Pulse', 'State', 'state', '/state', (), None, 'send every value to the asker'),
        ('Pulse', 'Subscribe', 'subscribe', '/subscribe', (), None, 'send feedback to the asker, on this port'),
        ('Pulse', 'Unsubscribe', 'unsubscribe', '/unsubscribe', (), None, 'stop sending feedback to the asker'),
        ('Pulse', 'Ping', 'ping', '/ping', (), None, 'answered by /pong'),
    ]),
]

LINK = '''"""What goes out to Reverie and what comes back. `TABLE` holds (style, address, more) by parameter name.

more: the arguments of a Pulse; 'filled' for a Str that is not sent when empty.
"""

TABLE = {table!r}
PLACES = {{address: name for name, (style, address, more) in TABLE.items() if style != 'Pulse'}}
heard = {{}}  # what came in last, by name: a change that is only that is not sent back
BEAT = {{'beat': 0.0, 'bar': 0.0, 'phase': 0.0, 'bpm': 120.0}}


def send(address, arguments):
    op('osc_out').sendOSC(address, arguments)


def changed(par):
    if par.name == 'Feedbackport':
        subscribe()
    if par.name not in TABLE:
        return
    style, address, more = TABLE[par.name]
    value = par.eval()
    if par.name in heard and same(heard[par.name], value):
        return
    heard.pop(par.name, None)
    if style == 'Toggle':
        value = int(value)
    if more != 'filled' or value != '':
        send(address, [value])


def pulsed(par):
    if par.name == 'Fetch':
        subscribe()
    elif par.name in TABLE:
        style, address, more = TABLE[par.name]
        send(address, list(more))


def subscribe():
    """Ask for feedback on our port, and for everything as it is now."""
    send('/subscribe', [int(parent().par.Feedbackport.eval())])
    send('/state', [])


def hear(address, arguments):
    if not arguments:
        return
    if address.startswith('/status/'):
        keep(address[len('/status/'):], arguments[0])
    if address == '/tempo/bpm':
        BEAT['bpm'] = float(arguments[0])
    if address not in PLACES:
        return
    name = PLACES[address]
    value = arguments[0]
    if TABLE[name][0] == 'Toggle':
        value = bool(value)
    if TABLE[name][0] == 'Str':
        value = ' '.join(str(argument) for argument in arguments)
    heard[name] = value
    par = getattr(parent().par, name)
    if not same(par.eval(), value):
        par.val = value


def keep(name, value):
    """Show a figure of how the show is doing, and pass the beat on."""
    if name in BEAT:
        BEAT[name] = float(value)
    table = op('status')
    if table.row(name) is None:
        table.appendRow([name, value])
    else:
        table[name, 1] = value


def same(a, b):
    if isinstance(a, str) or isinstance(b, str):
        return str(a) == str(b)
    return abs(float(a) - float(b)) <= 1e-5 * max(1.0, abs(float(a)))
'''

HEARD = '''def onReceiveOSC(dat, rowIndex, message, bytes, timeStamp, address, args, peer):
    op('link').module.hear(address, args)
'''

TURNED = '''def onValueChange(par, prev):
    op('link').module.changed(par)


def onPulse(par):
    op('link').module.pulsed(par)
'''

STARTED = '''def onStart():
    op('link').module.subscribe()
'''

TAPPED = '''def onOffToOn(channel, sampleIndex, val, prev):
    op('link').module.send('/tempo/tap', [])
'''

BEATING = '''def onCook(scriptOp):
    scriptOp.clear()
    for name, value in op('link').module.BEAT.items():
        scriptOp.appendChan(name)[0] = value
'''


def build(home):
    """Build the component in a COMP and return it."""
    old = home.op('reverie')
    if old is not None:
        old.destroy()
    comp = home.create(baseCOMP, 'reverie')
    comp.nodeX, comp.nodeY = 0, -200
    link = dress(comp)
    network(comp, link)
    comp.op('link').module.subscribe()
    return comp


def dress(comp):
    """Give it its custom parameters; returns what the link has to know of them."""
    setup = comp.appendCustomPage('Setup')
    give(setup.appendMenu('Source', label='Picture From'), 'spout', ('spout', 'ndi', 'camera'),
         ('Spout or Syphon', 'NDI', 'Virtual camera'))
    give(setup.appendStr('Sender', label='Spout or Syphon Name'), 'Reverie')
    give(setup.appendStr('Ndisource', label='NDI Source'), '')
    give(setup.appendStr('Camera', label='Camera Device'), '')
    give(setup.appendStr('Host', label='Reverie Runs On'), HOST)
    give(setup.appendInt('Oscport', label='OSC Port'), OSC_PORT)
    give(setup.appendInt('Feedbackport', label='Feedback Port'), FEEDBACK_PORT)
    setup.appendPulse('Fetch', label='Fetch Everything')
    link = {}
    for title, rows in TABLE:
        page = comp.appendCustomPage(title)
        for style, name, label, address, value, extent, text in rows:
            par = getattr(page, 'append' + style)(name, label=label)[0]
            par.help = address + ': ' + text
            if style == 'Menu':
                par.menuNames = extent
                par.menuLabels = extent
            if style in ('Float', 'Int'):
                par.min, par.max = extent
                par.normMin, par.normMax = extent
                par.clampMin = par.clampMax = True
            if style != 'Pulse':
                par.default = value
                par.val = value
            link[name] = (style, address, value if style == 'Pulse' else extent if style == 'Str' else None)
    return link


def give(group, value, names=(), labels=()):
    par = group[0]
    if names:
        par.menuNames = list(names)
        par.menuLabels = list(labels)
    if isinstance(value, int):
        par.normMax = 65535
    par.default = value
    par.val = value


def network(comp, link):
    """Fill it with operators."""
    def make(kind, name, column, row):
        node = comp.create(kind, name)
        node.nodeX, node.nodeY = 220 * column, -160 * row
        return node

    make(textDAT, 'link', 0, 0).text = LINK.format(table=link)
    make(tableDAT, 'status', 1, 0).clear()

    out = make(oscoutDAT, 'osc_out', 0, 1)
    # the network address is called one or the other, by the build of TouchDesigner
    address = out.par.netaddress if hasattr(out.par, 'netaddress') else out.par.address
    address.expr = 'parent().par.Host'
    out.par.port.expr = 'parent().par.Oscport'

    make(textDAT, 'osc_heard', 1, 1).text = HEARD
    heard = make(oscinDAT, 'osc_in', 2, 1)
    heard.par.port.expr = 'parent().par.Feedbackport'
    heard.par.callbacks = 'osc_heard'

    turned = make(parameterexecuteDAT, 'turned', 0, 2)
    turned.par.op = '..'
    turned.par.pars = '*'
    turned.par.custom = True
    turned.par.builtin = False
    turned.par.valuechange = True
    turned.par.onpulse = True
    turned.text = TURNED

    started = make(executeDAT, 'started', 1, 2)
    started.par.start = True
    started.text = STARTED

    spout = make(syphonspoutinTOP, 'spout', 0, 3)
    spout.par.sendername.expr = 'parent().par.Sender'
    ndi = make(ndiinTOP, 'ndi', 0, 4)
    ndi.par.name.expr = 'parent().par.Ndisource'
    camera = make(videodeviceinTOP, 'camera', 0, 5)
    camera.par.device.expr = 'parent().par.Camera'
    source = make(switchTOP, 'source', 1, 4)
    source.setInputs([spout, ndi, camera])
    source.par.index.expr = 'parent().par.Source.menuIndex'
    make(outTOP, 'picture', 2, 4).setInputs([source])

    taps = make(inCHOP, 'beat_in', 0, 6)
    tapped = make(chopexecuteDAT, 'tapped', 1, 6)
    tapped.par.chop = taps.name
    tapped.par.offtoon = True
    tapped.text = TAPPED

    make(textDAT, 'beating', 0, 7).text = BEATING
    beat = make(scriptCHOP, 'beat', 1, 7)
    beat.par.callbacks = 'beating'
    clock = make(executeDAT, 'clock', 2, 7)
    clock.par.framestart = True
    clock.text = "def onFrameStart(frame):\n    op('beat').cook(force=True)\n"
    make(outCHOP, 'beat_out', 2, 6).setInputs([beat])


def home():
    """Where this script lies, or from the textport, the project."""
    try:
        if me.family == 'DAT':
            return me.parent()
    except (NameError, AttributeError):
        pass
    return op('/project1') or op('/')


build(home())
