"""What people see in ideas: words for each concept that aren't names of it, so that no caption says them for it.

A sentence encoder knows that a wedding is near a ring, but not that silence is a ripple and law is navy blue. These
widen what a concept is near to; words that only resemble them follow. No held-out word is among them.
"""

from collections.abc import Mapping

ASSOCIATIONS: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "clouds": "heaven; paradise; air; atmosphere; softness; innocence; floating",
        "smoke": "steam; vapor; fog; mystery; uncertainty; pollution; ghosts of memory; evaporation",
        "galaxy": "infinity of stars; milky way; cosmos",
        "nebula": "imagination; eternity; spirituality; soul; dreams; ambient music",
        "aurora": "wonder; miracle; magic in the sky; heavenly light; ethereal",
        "starfield": "speed; future; space travel; trance music; motion",
        "sunset": "ending; farewell; evening at the beach; californian dreams; nostalgia; summer",
        "mountains": "challenge; achievement; wilderness; geography; landscape; highlands",
        "sea": "emotion; swimming; voyage; river; flood; fluid motion; swim",
        "fire": "rage; passion; hell; war; destruction by flames; burning; anger; explosion; arson",
        "ink": "writing; literature; painting; poem; author; blood in water; calligraphy",
        "flower": "beauty; garden; birth; fertility; romance of petals; perfume; botany; blooming",
        "feathers": "lightness; angelic; tenderness; angel wings; pillow",
        "scales": "armour; skin; texture of a reptile; fishes; leather",
        "rain": "sadness; melancholy; loneliness; tears; crying; depression",
        "cracks": "failure; ruin; earthquake; drought; rust; decay; poverty; ageing; collapse; concrete; stone",
        "tunnel": "escape; underground; birth canal; subway; infinity; dead end; fear; fall",
        "spiral": "confusion; madness; dizziness; hypnosis; chaos; obsession; insanity; evolution; cycle",
        "kaleidoscope": "hallucination; acid trip; psychedelic drugs; lsd; psytrance; imagination in colours; madness",
        "mandala": "meditation; harmony; prayer; sacred; balance; enlightenment; ritual",
        "orbs": "particles; atoms; planets and balls; marbles; fruits; pearls; groups; community",
        "ripples": "silence; echo; sound waves; bass drop; vibration; subwoofer; meditation; calm; frequency",
        "silk": "elegance; luxury; fabric; fashion; velvet; sensuality; seduction; curtain; cotton",
        "liquid": "oil; alcohol; melting; paint; chemistry of liquids; blood; soup; juice; petrol; metal; mercury",
        "cells": "biology; organism; bacteria; tissue; neurons; life science; population; microbes; species",
        "crystal": "purity; minerals; clarity; quartz; wealth of jewels; salt; frozen; perfection",
        "fractal": "complexity; mathematics; infinity; recursion; detail; theory; logic",
        "lightning": "energy; electric power; shock; electricity; surprise; thunder; force; adrenaline; drum and bass",
        "circuit": (
            "data; information; engineering; electronics; artificial intelligence; internet; network; hacker; computing"
        ),
        "grid": "structure; organisation; system; geometry; synthwave; arcade game; architecture plan; rules; measure",
        "city": (
            "business; government; economy; society; offices; politics; traffic; capitalism; nightlife; urban life; "
            "bank; street; school; hospital"
        ),
        "bokeh": "romance at night; christmas lights; memory; intimacy; celebration; cosy evening; blur",
        "dunes": "emptiness; thirst; arabia; nomads; dust",
        "planet": "world; astronomy; globe; orbit; international",
        "black hole": "shadow; nothingness; void; oblivion; doom; abyss; darkness; end of time; apocalypse; despair",
        "lasers": "techno; rave; techno club lasers; laser show; electronic music; precision; hard techno; dubstep",
        "stage lights": (
            "concert; performance; theatre; show business; celebrity; fame; techno club; audience; dance floor; gig; "
            "opera"
        ),
        "disco ball": (
            "disco; funk; house music; saturday night fever; seventies party; dance party; nightclub; glamour"
        ),
        "confetti": "party; success; joy; celebration; carnival; fun; new year; birthday; wedding; victory",
        "stripes": "rhythm; op art; barcode; pattern; repetition; prison; hypnotic lines; minimal techno; discipline",
        "wireframe": "engineering drawing; virtual reality; construction; blueprint; simulation; design",
        "glitch": (
            "error; bug; digital noise; malfunction; cyberpunk; hacking; distortion; failure of a screen; television "
            "static; confusion"
        ),
        "forest": "jungle; ecology; wilderness; trees; moss; environment; woodland",
        "sea life": "aquarium; plankton; diving; bioluminescence",
        "iris": "gaze; stare; vision up close; hypnotist; pupil",
        "wings": "soaring; angelic; liberty in the air",
        "volcano": "eruption; magma; explosive anger; geology",
        "waterfall": "cascade; purification; rapids; refreshing",
        "tornado": "storm; hurricane; cyclone; chaos; turbulence; whirlwind",
        "smoke rings": "cigar; breath of smoke; exhale; dizzy",
        "crystal cave": "hidden treasure; underworld; mine; grotto; geode",
        "snow": "winter; cold; christmas; ski; blizzard; snowstorm; ice age",
    },
    "thing": {
        "dove": "peace; hope; liberty; innocence",
        "skull": "mortality; poison; danger; heavy metal; murder; pirates",
        "skeleton": "anatomy; starvation",
        "grim reaper": "dying; fatality; killing; plague",
        "broken heart": "grief; heartbreak; divorce; betrayal; sorrow",
        "heart": "love; affection; kindness; care; marriage; loyalty; compassion",
        "human heart": "blood; pulse; circulation; life itself",
        "brain": "mind; thought; intelligence; psychology; memory; mental",
        "eye": "vision; seeing; surveillance; look; observation; watching",
        "third eye": "consciousness; awareness; intuition; clairvoyance",
        "hand": "touch; help; work; gesture; craftsmanship",
        "fist": "fight; protest; revolution; resistance; strength; violence; boxing",
        "head": "person; human being; man; woman; face; portrait; people; self",
        "mask": "secret; disguise; deception; ritual; anonymity; pretending",
        "theatre masks": "theatre; drama; tragedy; play; emotions",
        "devil": "sin; temptation; satan; wicked; satanic",
        "angel": "heavenly; blessing; guardian; christian",
        "praying hands": "prayer; belief; worship; devotion; gratitude; forgiveness",
        "church": "christianity; cathedral; monastery; holy",
        "ghost": "haunting; fear; horror; invisible; nightmare; supernatural; dead people",
        "clock": "time; schedule; late; appointment; waiting; history; duration",
        "hourglass": "patience; age; passing of time; eternity",
        "gear": "machine; industry; mechanism; labour; steampunk; industrial; production; mechanics",
        "factory": "manufacturing; industrial estate; workers",
        "coin": "money; economy; finance; profit; price; payment; cash; bank; rich",
        "crown": "king; queen; monarchy; royalty; noble; empire; luxury",
        "chess knight": "strategy; tactics; cleverness",
        "chess piece": "chess; king of chess; competition of minds",
        "book": "reading; study; novel; lesson; student; literature; bible; law; teacher",
        "light bulb": "invention; discovery; thinking; innovation",
        "atom": "science; physics; nuclear energy; molecule; quantum",
        "microscope": "laboratory; scientist",
        "dna": "heredity; genetics; evolution; ancestry; family line",
        "pill": "drug; ecstasy; medication; addiction; doctor; pharmacy; hospital medicine",
        "tank": "army; invasion; military; weapons; war machine",
        "crossed swords": "conflict; duel; enemy; rivalry; war; combat",
        "shield": "security; defend; police",
        "lock": "prison; secret; locked; security",
        "cage": "captivity; prisoner; jail; trapped",
        "chain": "slavery; bond of iron; link; restraint",
        "key": "answer; access; opening; password",
        "door": "entrance; exit; room; invitation",
        "house": "home; family; apartment building; village; neighbourhood",
        "skyscraper": "company; corporation; office; finance district; downtown tower; success in business",
        "car": "school bus; driving; road trip; vehicle; truck; taxi; racing; speed on the road; firetruck; bus",
        "train": "railway; travel by rail; steam engine; station",
        "airplane": "travel; airport; pilot; trip abroad",
        "ship": "voyage; navy; shipping; pirate ship; expedition",
        "robot": "artificial intelligence; automation; android; machine man",
        "cyborg": "cyberpunk; transhumanism; augmented body",
        "computer": "programming; internet; desktop; code",
        "television": "media; news; channel surfing; propaganda",
        "microphone": "singing; speech; singer; rap; hip hop; interview; podcast",
        "speaker": "bass; sound system; bass drop; noise; dub music; reggae",
        "headphones": "dj; listening; music producer; techno music",
        "vinyl": "record; turntable; dj set; house music; funk",
        "music note": "music; song; melody; tune; harmony",
        "guitar": "rock band; blues; country music; punk rock",
        "saxophone": "jazz band; swing; soul music",
        "drum": "rhythm; percussion; beat; drummer; tribal drumming",
        "dancer": "ballet; dancing; body movement; choreography; salsa; performer; flamenco; breakdance",
        "runner": "running; athlete; race; sport; exercise; chase; escape on foot",
        "football": "sport; match; team; game; goal",
        "trophy": "winning; champion; award; competition; victory",
        "flask": "chemistry; acid; experiment in a laboratory; chemical",
        "virus": "sickness; pandemic; epidemic; fever; germs",
        "bomb": "explosion; terrorism; blast; explosive",
        "radioactive sign": "radiation; nuclear disaster; fallout; uranium",
        "scroll": "contract; ancient text; law document; treaty; letter",
        "compass": "direction; navigation; orientation; guidance; adventure",
        "earth": "world; international; geography; nation; country; planet of people",
        "seedling": "growth; beginning; farming; agriculture; spring; new life",
        "tree of life": "ancestors; roots; genealogy",
        "wheat": "bread grain; farmer; field; harvest",
        "burger": "fast food; meat; meal; lunch; restaurant",
        "wine glass": "alcohol; dinner party; drinking; romance",
        "cocktail": "nightclub drink; party drink; bar; drunk",
        "gift": "generosity; surprise; christmas present; birthday",
        "ring": "wedding; engagement; marriage; promise; bride",
        "lips": "kiss; sex; sensuality; desire of lips; erotic; seduction; mouth; talk",
        "dress": "fashion; bride; clothes; elegance",
        "question mark": "doubt; mystery; uncertainty; curiosity; why",
        "infinity": "eternity; forever; endless",
        "smiley": "joke; fun; laughter; humour; acid house; rave; good mood; emotion",
        "labyrinth": "confusion; complexity; lost; bureaucracy; puzzle",
        "puzzle piece": "riddle; solution of a puzzle; detail",
        "dice": "gamble; random; risk; chance of a game",
        "mirror": "vanity; reflection; identity; self image",
        "dream catcher": "dream; sleep; shaman; native american",
        "crystal ball": "prophecy; future telling; fortune; prediction",
        "paintbrush": "art; artist; painting; creativity",
        "telescope": "astronomy; exploration; distance view",
        "teddy bear": "child; baby; childhood toy; cuddly; nursery",
        "statue of liberty": "america; new york; independence",
        "eiffel tower": "paris; france",
        "pyramid": "egypt; power; hierarchy; giza",
        "castle": "fortress; medieval; lord; fairy tale",
        "medusa": "greek myth",
        "coliseum": "rome; ancient empire; gladiator",
        "peace symbol": "hippie; woodstock; nonviolence; sixties",
        "spacecraft": "science fiction; spaceship; starship",
        "plague doctor": "plague; epidemic of the middle ages",
        "pumpkin": "halloween; thanksgiving; jack o lantern",
        "snowman": "winter fun; christmas",
        "sun": "day; summer; warmth; sunshine; noon",
        "moon": "night; lunar; midnight; sleepwalking",
        "megaphone": "protest march; politics; propaganda; speech",
        "umbrella": "shelter",
        "telephone": "call; conversation",
        "tooth": "dentist; bite; chewing",
    },
    "mood": {
        "ember": "anger; passion; intense; glowing coals; warmth; aggressive",
        "arctic": "cold; lonely north; sterile; ice age; hospital clean; numb",
        "neon": "nightclub; techno; electric nightlife; rave; cyberpunk; laser light; modern",
        "pastel": "heaven; baby; gentle; tender; innocent; delicate; kind; sweet dreams; cute",
        "dusk": "romantic; ending; farewell; mystery at evening",
        "dawn": "hope; beginning; birth; future; optimism; new; peace",
        "forest": "natural; ecology; farm; garden; environment",
        "deep sea": "calm; submarine; meditation; drowning; mystery of water",
        "desert": "thirst; arabian; dry; western film; dusty; hot land; ancient egypt",
        "candy": "party; fun; carnival; toys; children; happy; birthday; comic; playful; circus",
        "toxic": "sickness; disgusting; waste; chemical; nuclear; slime; alien",
        "royal": "king; queen; throne; luxury; magic; noble; opera; theatre; palace; wealth",
        "noir": "detective; crime; mystery; law; prison; serious; chess; piano; silence; formal; death; newspaper",
        "sepia": "memory; nostalgia; history; ancestors; old books; museum; tradition; western; past",
        "rainbow": "diversity; psychedelic; imagination; pride; joy; hallucination; kaleidoscope",
        "autumn": "melancholy; wood; leaves; rust; cosy; leather; coffee; farm",
        "vaporwave": "retro; arcade; computer game; internet; miami; mall; virtual; eighties music",
        "midnight": "sleep; dream; loneliness; silence; secret; astronomy; fear; outer space",
        "lava": "hell; explosion; war; destruction; volcano; violence; rage",
        "spring": "flowers; easter; growth; garden; fertility; fresh; picnic",
    },
    "colour": {
        "red": "danger; blood; anger; firetruck; stop; communism; love; revolution; emergency",
        "crimson": "vampire; murder; theatre curtain; velvet; meat; wound",
        "orange": "energy; warmth; pumpkin; carrot; halloween; construction site; basketball",
        "yellow": "school bus; joy; warning; taxi; summer sun; banana; cheese",
        "gold": "wealth; victory; success; luxury; trophy; treasure; money; jewellery; beer",
        "lime": "acid; energy drink; tennis ball; rave",
        "green": "envy; grass; money notes; plants; army; ecology; vegetables; leaves",
        "mint": "medicine; hospital; fresh; toothpaste; hygiene",
        "teal": "lagoon; algae; patina; scuba diving",
        "cyan": "data; internet; hologram; swimming pool; science; artificial intelligence",
        "azure": "sky; air; freedom in the sky; airline; holiday",
        "blue": "sadness; trust; police; water; corporation; loyalty; ocean",
        "navy": "uniform; business; law; suit; justice; government; sailor",
        "indigo": "intuition; deep night; denim; spirituality",
        "purple": "magic; mystery; wizard; royalty; spirituality; feminism; grape",
        "magenta": "fashion; disco; lipstick; nightclub; pop music",
        "pink": "romance; tenderness; princess; bubblegum; pig; kiss; skin; barbie",
        "brown": "pizza; chocolate; wood; earth; leather; coffee; bread; dog; beer bottle; violin",
        "white": "purity; innocence; wedding; bride; doctor; paper; milk; peace; ghost; bone",
        "grey": (
            "boredom; bureaucracy; concrete; office; stone; metal; elephant; machine; work; iron; steel; knife; car"
        ),
        "black": "mourning; funeral; crow; oil; night; coal; death; tyre; gun; vinyl record",
    },
    "light": {
        "dark": "night; sorrow; secret; cave; death; midnight; prison; fear; lonely; cellar",
        "bright": "day; noon; summer; joy; clean; happy; sunshine; morning; holy",
        "glowing": "magic; lamp; radiation; electric; neon sign; candle; ghostly light; firefly; laser",
        "dramatic": "theatre; opera; war; tragedy; epic; thunder; battle; intense; crime",
    },
    "density": {
        "sparse": "silence; emptiness; loneliness; simple; nothing; zen; solitude; poverty",
        "dense": "crowd; jungle; traffic; complexity; mass; population; abundance; market; swarm",
    },
    "scale": {
        "tiny": "microscopic; baby; insect; little; atom; mini; detail",
        "huge": "monument; mountain; empire; titan; whale; immense; powerful",
    },
    "sharpness": {
        "soft": "gentle; sleep; velvet; fog; tenderness; whisper; memory; pillow; blur",
        "crisp": "precise; blade; crystal; accurate; technical; glass; strict",
    },
    "symmetry": {
        "mirrored": "mirror; balance; reflection in a lake; justice; butterfly",
        "radial": "wheel; star shaped; snowflake; rotation; mandala",
    },
}

# phrases that VJs type; what they mean is worked out as for every other
PHRASES = """
acid trip; acid house; bass drop; bass music; drum and bass; deep house; tech house; hard techno; minimal techno; dub
techno; melodic techno; industrial techno; techno club; warehouse rave; psytrance festival; goa trance; dubstep drop;
trap beat; synthwave drive; lo-fi beats; ambient drone; heavy metal; death metal; punk rock; hip hop; latin party;
afro house; jazz club; opera night; liquid light show; light show; laser show; strobe lights; smoke machine; fog
machine; mosh pit; dance floor; after hours; main stage; sound system; dj booth; open air; peak time; warm up; closing
set; slow burn; build up; breakdown; encore; last song; love song; lullaby; war drums; glitch art; pixel art; op art;
pop art; art deco; art nouveau; bauhaus; brutalism; dark academia; cottage core; cyber goth; steam punk; solar punk;
retro futurism; vapor dream; data mosh; ascii art; matrix code; binary code; source code; machine learning; artificial
intelligence; neural network; blue screen; dead pixel; tv static; vhs tape; old film; silent movie; film grain;
science fiction; space opera; alien invasion; alien planet; moon landing; mars colony; star wars; time travel;
parallel worlds; multiverse; quantum foam; string theory; big bang; dark matter; dark energy; supernova; event
horizon; solar flare; meteor shower; solar wind; gravity waves; sacred geometry; flower of life; third eye; ego death;
out of body; near death; lucid dream; fever dream; sleep paralysis; astral travel; deep meditation; inner peace;
chakra; kundalini; tantra; zen garden; cherry blossoms; japanese temple; tokyo at night; hong kong rain; new york
skyline; las vegas; miami beach; route 66; desert road; burning man; carnival in rio; day of the dead; halloween
party; christmas tree; new year; fireworks; birthday party; wedding party; high school prom; haunted mansion;
abandoned factory; empty hospital; foggy graveyard; gothic cathedral; witch house; black mass; dark ritual; voodoo;
zombie apocalypse; nuclear winter; toxic waste; oil spill; melting ice; climate change; forest fire; wild fire;
volcano erupting; lava flow; ash cloud; earthquake; tsunami; hurricane; tornado alley; thunder storm; ball lightning;
snow storm; ice cave; frozen lake; glacier; polar night; northern lights; deep ocean; coral reef; sea monster;
jellyfish bloom; bioluminescence; under water; rain forest; jungle drums; bamboo forest; autumn leaves; spring meadow;
summer rain; sunday morning; golden hour; blue hour; full moon; blood moon; solar eclipse; starry night; milky way;
shooting stars; city lights; traffic jam; neon alley; night drive; speed racer; race track; subway train; airport;
train station; shopping mall; parking lot; swimming pool; gym; boxing ring; football stadium; olympic games; chess
game; poker night; casino; circus; merry go round; roller coaster; toy story; candy land; gingerbread; ice cream
truck; fast food; coffee shop; red wine; whiskey bar; tequila; magic mushrooms; weed; molly; blood rush; heart beat;
adrenaline; brain waves; nervous system; skin and bones; broken glass; shattered mirror; rusty metal; molten steel;
liquid gold; wet concrete; crumpled paper; torn fabric; old leather; velvet curtain; silk road; sand storm; egyptian
tomb; greek statue; roman empire; viking ship; medieval castle; samurai duel; ninja; pirate ship; wild west; cowboy;
gladiator; dragon fire; phoenix rising; unicorn; mermaid lagoon; fairy forest; elf; orc; wizard tower; crystal cave;
treasure; black cat; big cat; lone wolf; war horse; first love; broken heart; lost soul; mother and child; old man;
crowd of people; lonely dancer; naked body; hands in the air; screaming face; sad clown; smiling face; revolution;
protest; police; civil war; cold war; world peace; love and hate; good vibes; bad trip; pure joy; pure chaos; slow
motion; warp speed; nothing at all; end of the world
"""


def phrases() -> list[str]:
    return [" ".join(phrase.split()) for phrase in PHRASES.replace("\n", " ").split(";") if phrase.strip()]


def associated(facet: str, name: str) -> tuple[str, ...]:
    """Words that people think of with a concept; none for most."""
    words = ASSOCIATIONS.get(facet, {}).get(name, "")
    return tuple(word.strip() for word in words.split(";") if word.strip())
