"""The things that the model is taught: one line each, with their words and the icons that show them.

A line of LINES reads `name; plural; other words; emoji; game icons`. Names under `emoji` are looked up in every set of
emoji (see shapes.SETS), those under `game icons` in that set; `+` stands for the thing's own name with hyphens,
`#` before one says that its shape is the sign on a tile.
A thing whose plural is `-` has none that anyone types.
"""

# ruff: noqa: E501 - one line a thing

from dataclasses import dataclass

LINES: dict[str, str] = {
    "animals": """
        wolf; wolves; werewolf, direwolf; +; wolf-head wolf-howl direwolf
        tiger; tigers; bengal tiger; tiger tiger-face; tiger-head tiger
        lion; lions; lioness, big cat; +; lion
        cat; cats; kitten, feline, kitty; cat black-cat; cat feline
        dog; dogs; puppy, hound, doggy; dog dog-face guide-dog; sitting-dog labrador-head hound
        owl; owls; barn owl; +; owl barn-owl
        eagle; eagles; hawk, falcon; +; eagle-head eagle-emblem hawk-emblem condor-emblem
        raven; ravens; crow, crows, blackbird; blackbird; raven crow-dive
        dove; doves; pigeon, peace dove; dove; dove peace-dove freedom-dove
        bird; birds; sparrow, songbird; bird; sparrow finch
        hummingbird; hummingbirds; colibri; ; hummingbird
        parrot; parrots; macaw; +; parrot-head toucan
        peacock; peacocks; peafowl; +;
        swan; swans; cygnet; +; swan swan-breeze
        flamingo; flamingos; pink flamingo; +; flamingo
        penguin; penguins; emperor penguin; +; penguin
        duck; ducks; mallard; +; duck
        rooster; roosters; cockerel, chicken, hen; rooster chicken; rooster chicken
        ostrich; ostriches; emu; ; ostrich
        bat; bats; vampire bat; +; bat evil-bat swamp-bat
        bear; bears; grizzly, brown bear; +; bear-head bear-face
        polar bear; polar bears; ice bear; +; polar-bear
        panda; pandas; giant panda; +; panda
        koala; koalas; koala bear; +; koala
        fox; foxes; vixen, red fox; +; fox fox-head
        deer; herd of deer; stag, reindeer, elk, antlers; deer moose; deer deer-head stag-head
        horse; horses; stallion, mare, pony; horse horse-face; horse-head
        unicorn; unicorns; magic horse; +; unicorn
        pegasus; -; winged horse; ; pegasus
        zebra; zebras; striped horse; +;
        giraffe; giraffes; tall giraffe; +;
        elephant; elephants; tusker; +; elephant elephant-head
        mammoth; mammoths; woolly mammoth; +; mammoth
        rhinoceros; rhinos; rhino; +; rhinoceros-horn
        hippo; hippos; hippopotamus; hippopotamus;
        gorilla; gorillas; ape, king kong; +; gorilla
        monkey; monkeys; chimp, chimpanzee; monkey monkey-face; monkey
        kangaroo; kangaroos; wallaby; +; kangaroo
        camel; camels; dromedary; camel two-hump-camel; camel camel-head
        bull; bulls; ox, toro; ox; bull charging-bull
        bison; bisons; buffalo; bison water-buffalo; bison buffalo-head
        cow; cows; cattle; cow cow-face; cow
        pig; pigs; piglet, hog; pig pig-face; pig pig-face
        boar; boars; wild boar; +; boar
        goat; goats; ibex; +; goat
        ram; rams; bighorn; +; ram-profile
        sheep; flock of sheep; lamb, ewe; ewe; sheep
        rabbit; rabbits; bunny, hare; rabbit rabbit-face; rabbit rabbit-head
        mouse; mice; field mouse; mouse mouse-face; mouse seated-mouse
        rat; rats; rodent; +; rat
        squirrel; squirrels; chipmunk; chipmunk; squirrel
        hedgehog; hedgehogs; porcupine; +; hedgehog porcupine
        raccoon; raccoons; trash panda; +; raccoon-head
        sloth; sloths; lazy sloth; +; sloth
        otter; otters; sea otter; +;
        leopard; leopards; panther, jaguar, cheetah, puma; +;
        lynx; -; bobcat; ; lynx-head
        hyena; hyenas; jackal; ; hyena-head
        whale; whales; humpback, blue whale; whale spouting-whale; sperm-whale
        whale tail; whale tails; fluke; ; whale-tail
        dolphin; dolphins; porpoise; +; dolphin
        shark; sharks; great white; +; shark-jaws shark-bite
        fish; shoal of fish; fishes, shoal, goldfish; fish tropical-fish; tropical-fish clownfish double-fish
        koi; -; carp; ; circling-fish
        manta ray; manta rays; stingray; ; manta-ray
        seahorse; seahorses; sea horse; ; seahorse
        octopus; octopuses; kraken, tentacles; +; octopus
        squid; squids; cuttlefish; +; squid giant-squid
        jellyfish; jellyfishes; medusa jelly, jelly fish; +; jellyfish
        crab; crabs; king crab; +; crab
        lobster; lobsters; crayfish; +;
        turtle; turtles; tortoise, sea turtle; +; turtle sea-turtle tortoise
        seal; seals; sea lion; +;
        starfish; starfishes; sea star; ; sea-star
        sea shell; sea shells; shell, seashell, conch, nautilus; spiral-shell; nautilus-shell spiral-shell scallop
        ammonite; ammonites; fossil; ; ammonite ammonite-fossil
        coral; corals; coral reef; +; coral
        anglerfish; -; angler fish; ; angler-fish
        crocodile; crocodiles; alligator, caiman; +; croc-jaws
        lizard; lizards; gecko, salamander; lizard; gecko salamander
        chameleon; chameleons; veiled chameleon; ; chameleon-glyph
        snake; snakes; serpent, viper, python; +; snake snake-spiral
        cobra; cobras; rattlesnake; ; cobra rattlesnake
        frog; frogs; toad; +; frog
        snail; snails; slug; +; snail
        butterfly; butterflies; monarch, papillon; +; butterfly
        moth; moths; night moth; ; butterfly-flower
        dragonfly; dragonflies; damselfly; ; dragonfly
        bee; bees; honeybee, bumblebee; honeybee; bee
        wasp; wasps; hornet; ; wasp-sting
        ladybug; ladybugs; ladybird; lady-beetle; ladybug
        beetle; beetles; bug, stag beetle; beetle; flying-beetle beetle-shell
        scarab; scarabs; egyptian beetle; ; scarab-beetle gold-scarab
        ant; ants; ant colony; +; ant
        spider; spiders; tarantula, arachnid; +; spider-alt hanging-spider long-legged-spider
        spider web; spider webs; cobweb, web; spider-web; spider-web
        scorpion; scorpions; emperor scorpion; +; scorpion
        mantis; -; praying mantis; ; praying-mantis
        fly; flies; housefly; +; fly
        mosquito; mosquitoes; gnat; +;
        centipede; centipedes; millipede; ; centipede
        caterpillar; caterpillars; grub; bug; caterpillar
        cricket; crickets; grasshopper, locust; +;
        cicada; cicadas; cigale; ; cigale
        t-rex; -; tyrannosaurus, tyrannosaur; +; dinosaur-rex
        dinosaur; dinosaurs; sauropod, brontosaurus; sauropod; diplodocus
        triceratops; -; horned dinosaur; ; triceratops-head
        pterodactyl; pterodactyls; pterosaur; ; pterodactylus
        vulture; vultures; carrion bird; ; vulture
        seagull; seagulls; gull, albatross; ; seagull
        heron; herons; crane bird, stork, ibis; ; heron ibis
        paw; paws; paw print; paw-prints; paw paw-print
        feather; feathers of a bird; quill, plume; +; feather two-feathers
        wing; angel wings; wings; +; feathered-wing angel-wings curly-wing
        axolotl; axolotls; salamander pet; ; axolotl
        capybara; capybaras; water hog; ; capybara
        armadillo; armadillos; pangolin; ; armadillo pangolin
    """,
    "body": """
        skull; skulls; death's head, cranium, memento mori; skull; skull-crack happy-skull surprised-skull crowned-skull calavera
        sugar skull; sugar skulls; day of the dead, calavera; ; calavera
        crossbones; -; skull and crossbones, pirate flag, jolly roger; skull-and-crossbones; skull-crossed-bones pirate-skull
        animal skull; animal skulls; cattle skull, desert skull; ; animal-skull desert-skull horned-skull
        burning skull; burning skulls; flaming skull; ; burning-skull
        skeleton; skeletons; bones of a man; ; skeleton skeleton-inside
        ribcage; -; ribs, rib cage; ; ribcage
        bone; bones; femur; +; crossed-bones
        eye; eyes; eyeball, iris, pupil; eye; eyeball bleeding-eye beast-eye all-seeing-eye
        third eye; third eyes; illuminati eye, all seeing eye; ; third-eye all-seeing-eye
        eye of horus; -; egyptian eye, wedjat; ; eye-of-horus
        hand; hands; palm, open hand; raised-hand hand-with-fingers-splayed; hand open-palm
        fist; fists; raised fist, power fist; raised-fist; fist
        hamsa; -; hand of fatima; +;
        skeleton hand; skeleton hands; bony hand; ; skeletal-hand
        praying hands; -; prayer, folded hands; folded-hands; prayer
        victory sign; -; peace sign hand, v sign; victory-hand;
        devil horns; -; rock hand, metal hand, sign of the horns; sign-of-the-horns;
        lips; -; mouth, kiss; mouth kiss-mark; lips
        tongue; -; tongue out; +; tongue
        ear; ears; listening ear; +; human-ear
        brain; brains; mind, cerebrum; +; brain
        heart; hearts; love, valentine; red-heart heart-suit; hearts
        human heart; -; anatomical heart, organ heart; anatomical-heart; heart-organ
        broken heart; broken hearts; heartbreak; +; broken-heart
        burning heart; -; sacred heart, heart on fire; heart-on-fire;
        winged heart; -; heart with wings; ; heart-wings
        lungs; -; breath, breathing; +; lungs
        tooth; teeth; molar; +; tooth
        footprint; footprints; steps; footprints; footprint
        dna; -; double helix, genes; +; dna1 dna2
        fingerprint; fingerprints; thumbprint; ; finger-print
        head; heads; profile, portrait, face; bust-in-silhouette;
    """,
    "people": """
        mask; masks; carnival mask, masquerade; ; carnival-mask duality-mask curly-mask
        theatre masks; -; drama masks, comedy and tragedy; performing-arts; drama-masks
        tribal mask; tribal masks; totem mask, african mask; ; tribal-mask totem-mask king-ju-mask
        oni; -; oni mask, japanese demon, hannya; ogre; oni devil-mask
        tengu; -; goblin mask, red goblin; goblin;
        gas mask; gas masks; respirator; ; gas-mask
        plague doctor; plague doctors; beak mask; ; plague-doctor-profile
        samurai; -; shogun, samurai helmet; ; samurai-helmet
        ninja; ninjas; shinobi; ; ninja-head ninja-mask ninja-heroic-stance
        knight; knights; armour, helmet; ; black-knight-helm mounted-knight visored-helm
        spartan; spartans; gladiator; ; spartan-helmet centurion-helmet
        viking; vikings; norseman; ; viking-helmet viking-head
        astronaut; astronauts; cosmonaut, spaceman, space suit; ; astronaut-helmet space-suit
        robot; robots; android, droid; robot; vintage-robot robot-helmet
        mech; mechs; mecha, gundam; ; mecha-head battle-mech megabot
        cyborg; cyborgs; terminator; ; cyborg-face android-mask
        alien; aliens; extraterrestrial, grey alien; alien; alien-skull alien-stare
        space invader; space invaders; arcade alien, pixel monster; alien-monster;
        ghost; ghosts; spectre, phantom, spook; ghost; ghost floating-ghost
        vampire; vampires; dracula; ; vampire-dracula female-vampire
        witch; witches; sorceress; ; witch-flight witch-face
        wizard; wizards; mage, sorcerer; ; wizard-face
        grim reaper; -; death with a scythe, reaper; ; grim-reaper
        angel; angels; cherub, seraph; baby-angel; angel-outfit
        devil; devils; demon, satan, lucifer; smiling-face-with-horns; daemon-skull diablo-skull
        fairy; fairies; pixie; ; fairy
        mermaid; mermaids; siren; ; mermaid
        centaur; centaurs; horse man; ; centaur
        minotaur; -; bull man; ; minotaur
        medusa; -; gorgon; ; medusa-head
        cyclops; -; one eyed giant; ; cyclops
        troll; trolls; orc; +; orc-head troll
        clown; clowns; jester, pierrot; clown-face; clown
        mummy; mummies; bandaged head; ; mummy-head
        zombie; zombies; undead; ; shambling-zombie
        scarecrow; scarecrows; straw man; ; scarecrow
        pharaoh; pharaohs; tutankhamun, egyptian king; ; pharoah
        nefertiti; -; egyptian queen; ; nefertiti
        anubis; -; jackal god; ; anubis
        buddha; -; meditation, lotus pose, yogi; ; meditation
        dancer; dancers; ballerina, dancing figure; woman-dancing; acrobatic
        runner; runners; running man; person-running; run
        surfer; surfers; wave rider; person-surfing; wave-surfer
        moai; -; easter island head, stone head; +; moai
        totem; totems; totem pole; ; totem
        golem; golems; stone giant; ; rock-golem golem-head robot-golem
        gargoyle; gargoyles; stone demon; ; gargoyle
        snowman; snowmen; frosty man; snowman snowman-without-snow; snowman
        matryoshka; matryoshkas; russian doll, nesting dolls; nesting-dolls; matryoshka-dolls
    """,
    "creatures": """
        dragon; dragons; chinese dragon, wyrm; dragon dragon-face; dragon-head spiked-dragon-head double-dragon dragon-spiral
        sea serpent; sea serpents; sea dragon, leviathan; ; sea-serpent sea-dragon
        wyvern; wyverns; winged dragon; ; wyvern
        phoenix; phoenixes; firebird; phoenix-bird; fire-tail
        griffin; griffins; gryphon; ; griffin-symbol
        hydra; hydras; many headed dragon; ; hydra
        ouroboros; -; snake eating its tail; ; ouroboros
        sphinx; -; greek sphinx; ; greek-sphinx
        djinn; -; genie; ; djinn ifrit
        monster; monsters; beast, creature; ; fish-monster evil-minion brute
        slime; slimes; blob; ; slime
        virus; viruses; corona, germ, bacteria; microbe; virus
    """,
    "plants": """
        mushroom; mushrooms; fungus, toadstool, fly agaric, shroom; mushroom brown-mushroom; spotted-mushroom mushroom-gills mushrooms-cluster mushrooms
        flower; flowers; blossom, bloom; blossom hibiscus white-flower; flower-emblem spoted-flower twirly-flower
        rose; roses; red rose; rose; rose
        tulip; tulips; spring tulip; +;
        sunflower; sunflowers; sun flower; +; sunflower
        daisy; daisies; camomile, marguerite; ; daisy
        lotus; lotuses; water lily, lotus flower; +; lotus-flower lotus
        cherry blossom; cherry blossoms; sakura; +; jasmine
        poppy; poppies; red poppy; ; poppy
        dandelion; dandelions; blowball; ; dandelion-flower
        hyacinth; hyacinths; lavender; +;
        carnivorous plant; -; venus flytrap, man-eating plant; ; carnivorous-plant venus-flytrap
        leaf; leaves; foliage, autumn leaf; fallen-leaf maple-leaf leaf-fluttering-in-wind; maple-leaf oak-leaf linden-leaf
        monstera; -; tropical leaf, jungle leaf; ; monstera-leaf
        ginkgo; ginkgo leaves; gingko; ; ginkgo-leaf
        fern; ferns; bracken; ; fern
        clover; clovers; shamrock, lucky clover; four-leaf-clover shamrock; clover
        cannabis; -; weed, hemp, marijuana; ; hemp
        cactus; cacti; saguaro; +; cactus
        tree; trees; oak, deciduous tree; deciduous-tree; oak fruit-tree holy-oak
        fir; firs; pine, christmas tree, conifer; evergreen-tree christmas-tree; pine-tree
        palm tree; palm trees; palm, coconut tree; +; palm-tree
        bonsai; -; bonsai tree; ; bonsai-tree
        willow; willows; weeping willow; ; willow-tree
        dead tree; dead trees; bare tree, haunted tree; ; dead-wood evil-tree
        tree of life; -; roots, world tree, yggdrasil; ; tree-roots tree-face
        burning tree; burning trees; tree on fire; ; burning-tree
        bamboo; -; bamboo stalks; ; bamboo
        seedling; seedlings; sprout; seedling; sprout seedling
        wheat; -; grain, ear of corn; sheaf-of-rice; wheat
        vine; vines; ivy, tendrils; ; vines curling-vines vine-flower
        acorn; acorns; oak nut; ; acorn
    """,
    "food": """
        apple; apples; red apple; red-apple green-apple; shiny-apple
        banana; bananas; plantain; +; banana
        pineapple; pineapples; ananas; +; pineapple
        strawberry; strawberries; berry; +; strawberry
        cherry; cherries; two cherries; cherries; cherry
        grapes; -; bunch of grapes; +; grapes
        orange fruit; oranges; citrus, orange slice; tangerine; orange-slice orange
        lemon; lemons; lime fruit; lemon; cut-lemon
        watermelon; watermelons; melon slice; +; watermelon
        peach; peaches; apricot; +; peach
        pear; pears; green pear; +; pear
        avocado; avocados; guacamole; +; avocado
        chili; chilies; hot pepper, chilli; hot-pepper; chili-pepper
        carrot; carrots; carrot root; +; carrot
        pumpkin; pumpkins; jack o lantern, halloween pumpkin; jack-o-lantern; pumpkin pumpkin-lantern
        garlic; -; garlic bulb; +; garlic
        egg; eggs; easter egg; egg; big-egg dinosaur-egg
        bread; loaves; loaf; +; bread
        pizza; pizzas; pizza slice; +; pizza-slice
        burger; burgers; hamburger, cheeseburger; hamburger; hamburger
        donut; donuts; doughnut; doughnut; donut
        ice cream; ice creams; ice cream cone, gelato; ice-cream soft-ice-cream; ice-cream-cone
        cake; cakes; birthday cake, cupcake; birthday-cake cupcake; cake-slice cupcake
        lollipop; lollipops; candy pop; +; spiral-lollipop
        sweet; sweets; wrapped candy, bonbon; candy; wrapped-sweet
        sushi; -; maki; +; sushis
        cocktail; cocktails; martini, drink; cocktail-glass tropical-drink; martini
        beer; beers; pint, beer mug; beer-mug; beer-stein
        wine glass; wine glasses; wine, goblet; +; wine-glass
        bottle; bottles; champagne, wine bottle; bottle-with-popping-cork; wine-bottle
        coffee; -; cup of coffee, espresso; hot-beverage; coffee-cup
        teapot; teapots; tea; +; teapot
    """,
    "sky": """
        sun; suns; sunshine, solar disc; sun; sun sunbeams striped-sun heraldic-sun
        sun with a face; -; smiling sun, sun god; sun-with-face; sun-priest tarot-19-the-sun
        moon; moons; full moon, lunar; full-moon; moon
        crescent; crescents; crescent moon, half moon; crescent-moon; evil-moon
        man in the moon; -; moon face; first-quarter-moon-face full-moon-face last-quarter-moon-face; tarot-18-the-moon
        eclipse; -; solar eclipse; ; eclipse eclipse-flare
        star; stars; five pointed star; star glowing-star; flat-star polar-star
        shooting star; shooting stars; comet, meteor; shooting-star comet; falling-star burning-meteor comet-spark
        planet; planets; saturn, ringed planet; ringed-planet; ringed-planet
        earth; -; globe, world, planet earth; globe-showing-europe-africa globe-showing-americas globe-showing-asia-australia; earth-africa-europe earth-america
        solar system; -; orbits, orrery; ; solar-system orrery
        cloud; fluffy clouds; thundercloud, rain cloud; cloud cloud-with-lightning-and-rain; fluffy-cloud
        lightning bolt; lightning bolts; high voltage, zap, thunder bolt; high-voltage; focused-lightning
        snowflake; snowflakes; ice crystal, snow crystal; +; snowflake-1 snowflake-2
        rainbow; rainbows; rainbow arch; +;
        drop; drops; droplet, teardrop, water drop; droplet; drop water-drop
        wave; great wave; waves, tsunami, hokusai; water-wave; big-wave wave-crest
        flame; tongues of flame; flame symbol, torch fire; fire; flame fire
        tornado; tornadoes; twister, whirlwind, hurricane; +; tornado
        volcano; volcanoes; erupting volcano; +; volcano smoking-volcano
        mountain peak; mountain tops; summit, everest, mount fuji; snow-capped-mountain mount-fuji; peaks mountaintop
        island; islands; desert island; desert-island; island
        iceberg; icebergs; ice floe; ; iceberg
        asteroid; asteroids; meteorite; ; asteroid
        black hole; black holes; singularity, event horizon; ; black-hole-bolas
        galaxy spiral; -; star spiral; ; galaxy
        crystal cluster; crystal clusters; quartz, gem cluster; ; crystal-growth crystal-cluster
    """,
    "places": """
        castle; castles; fortress, citadel, palace; castle japanese-castle; castle elven-castle
        tower; towers; ivory tower, watchtower; tokyo-tower; white-tower stone-tower
        lighthouse; lighthouses; beacon; ; lighthouse
        church; churches; cathedral, chapel; +; church
        mosque; mosques; minaret; +;
        temple; temples; greek temple, acropolis, pantheon; classical-building; greek-temple
        pagoda; pagodas; japanese temple; ; pagoda
        torii; -; shinto shrine, japanese gate; shinto-shrine; shinto-shrine
        pyramid; pyramids; egyptian pyramid, giza; ; great-pyramid
        mayan pyramid; mayan pyramids; aztec temple; ; mayan-pyramid
        stonehenge; -; dolmen, menhir, standing stones; ; dolmen menhir
        statue of liberty; -; liberty statue; +;
        eiffel tower; -; radio tower; ; radio-tower
        skyscraper; skyscrapers; office tower; office-building; modern-city
        house; houses; home, cottage; house; house
        haunted house; haunted houses; spooky house; derelict-house; spooky-house
        hut; huts; cabin; +; hut wood-cabin
        tent; tents; camping, tipi; tent; camping-tent tipi
        circus tent; circus tents; circus, big top; +;
        windmill; windmills; dutch mill; ; windmill
        bridge; bridges; suspension bridge; bridge-at-night; suspension-bridge
        gate; gates; portal arch, doorway; ; magic-gate heaven-gate star-gate
        door; doors; entrance; +; wooden-door
        ferris wheel; ferris wheels; big wheel; +;
        carousel; carousels; merry go round; carousel-horse; carousel
        fountain; fountains; water fountain; +; fountain
        coliseum; -; colosseum, arena; stadium; coliseum
        factory; factories; industry; +; factory
        graveyard; graveyards; tombstone, gravestone, cemetery; headstone; graveyard tombstone
        cave; caves; cavern mouth; ; cave-entrance
        labyrinth; labyrinths; maze; ; maze
        stairs; stairways; staircase; ; stairs
    """,
    "machines": """
        rocket; rockets; spaceship, rocket ship; +; rocket
        ufo; ufos; flying saucer; flying-saucer; ufo
        spacecraft; spacecrafts; starship, starfighter; ; spaceship starfighter scout-ship
        space shuttle; space shuttles; orbiter; ; space-shuttle
        satellite; satellites; sputnik; +; satellite spoutnik
        satellite dish; satellite dishes; radar; satellite-antenna; radar-dish
        telescope; telescopes; observatory; +; telescope
        airplane; airplanes; plane, aeroplane, jet; airplane; airplane jet-fighter
        biplane; biplanes; propeller plane; small-airplane; biplane
        helicopter; helicopters; chopper; +; helicopter
        hot air balloon; hot air balloons; air balloon; ; air-balloon
        zeppelin; zeppelins; airship, blimp; ; zeppelin
        parachute; parachutes; skydiver; +; parachute
        car; cars; automobile, racing car, sports car; racing-car; race-car city-car f1-car
        motorcycle; motorcycles; motorbike; +; full-motorcycle-helmet
        bicycle; bicycles; bike, cycling; +; dutch-bike cycling
        train; trains; locomotive, steam train; locomotive; steam-locomotive
        ship; ships; galleon, tall ship, sailing ship; ship; galleon caravel
        sailboat; sailboats; yacht, sailing boat; +; sailboat
        paper boat; paper boats; origami boat; ; paper-boat
        submarine; submarines; u-boat; ; submarine
        anchor; anchors; ship anchor; +; anchor
        ship wheel; ship wheels; helm; wheel; ship-wheel
        gear; gears; cog, cogwheel, clockwork; +; big-gear gears clockwork
        light bulb; light bulbs; bulb, idea; +; light-bulb
        battery; batteries; power cell; +;
        magnet; magnets; horseshoe magnet; +; magnet
        camera; cameras; photo camera; camera camera-with-flash; photo-camera
        film camera; film cameras; movie camera, cinema, projector; movie-camera film-projector; film-projector
        television; televisions; tv, retro tv; +; tv
        computer; computers; pc, laptop; desktop-computer laptop; laptop
        gamepad; gamepads; controller, video game, joystick; video-game joystick; gamepad joystick
        microchip; microchips; cpu, processor; ; processor microchip cpu
        telephone; telephones; phone, rotary phone; telephone; rotary-phone
        robot arm; robot arms; mechanical arm; mechanical-arm; mechanical-arm
        atom; atoms; nucleus, electron; #atom-symbol; atom
        microscope; microscopes; lab; +; microscope
        ray gun; ray guns; blaster, laser gun; water-pistol; ray-gun laser-gun
        bomb; bombs; round bomb; +; unlit-bomb
        tank; tanks; war machine; ; battle-tank
        binary eye; -; security camera, cctv; ; cctv-camera cyber-eye
        wind turbine; wind turbines; windpower; ; wind-turbine
        sewing machine; sewing machines; stitching; ; sewing-machine
        typewriter keys; -; keyboard; keyboard; keyboard
    """,
    "music": """
        guitar; guitars; electric guitar, bass; +; guitar guitar-bass-head
        violin; violins; fiddle, cello; +; violin
        saxophone; saxophones; sax; +; saxophone
        trumpet; trumpets; horn, brass; +; trumpet french-horn
        piano; pianos; grand piano, piano keys; musical-keyboard; grand-piano piano-keys
        drum; drums; drum kit, percussion; drum; drum-kit djembe drum
        accordion; accordions; squeezebox; +; accordion
        harp; harps; lyre; ; harp lyre
        flute; flutes; recorder; +; flute pan-flute
        maracas; -; shakers; +; maracas
        bell; bells; church bell; bell; ringing-bell
        gong; gongs; tam tam; ; gong
        microphone; microphones; mic, singer; microphone studio-microphone; microphone old-microphone
        headphones; -; dj headphones, headset; headphone; headphones
        speaker; speakers; loudspeaker, sound system, boombox; speaker-high-volume; speaker boombox
        vinyl; vinyl records; record, turntable, lp; optical-disk; compact-disc
        cassette; cassettes; tape, mixtape, audio cassette; ; audio-cassette
        radio; radios; transistor radio; +; pocket-radio
        music note; music notes; note, melody; musical-note musical-notes; double-quaver musical-notes
        treble clef; treble clefs; g clef, violin key; musical-score; g-clef
        disco ball; disco balls; mirror ball, mirrorball; mirror-ball;
        megaphone; megaphones; bullhorn; +; megaphone
    """,
    "objects": """
        crown; crowns; king's crown, tiara, coronet; +; crown queen-crown jewel-crown imperial-crown
        diamond; diamonds; gem, jewel, brilliant; gem-stone; cut-diamond gems
        emerald jewel; emeralds; cut gem; ; emerald saphir
        ring; rings; wedding ring, diamond ring; +; diamond-ring ring
        necklace; necklaces; pendant; ; gem-pendant pearl-necklace heart-necklace
        clock; clocks; alarm clock, time; alarm-clock mantelpiece-clock three-oclock; alarm-clock
        pocket watch; pocket watches; old watch; watch; pocket-watch
        hourglass; hourglasses; sand clock, sands of time; hourglass-done hourglass-not-done; hourglass sands-of-time
        compass; compasses; compass rose; +; compass
        key; keys; skeleton key, old key; old-key key; key skeleton-key
        lock; locks; padlock; locked; padlock
        candle; candles; candlelight; +; candle-light candle-flame
        candelabra; candelabras; candlestick; menorah; lit-candelabra
        lantern; lanterns; lamp; ; lantern lantern-flame old-lantern
        paper lantern; paper lanterns; chinese lantern; red-paper-lantern; paper-lantern asian-lantern
        magic lamp; magic lamps; oil lamp, aladdin's lamp; diya-lamp; magic-lamp
        torch; torches; burning torch; ; torch primitive-torch
        sword; swords; blade, excalibur; ; broadsword pointy-sword winged-sword sword-in-stone
        crossed swords; -; two swords, duel; +; crossed-swords
        katana; katanas; samurai sword; ; katana
        dagger; daggers; knife; +; plain-dagger
        axe; axes; battle axe; +; battle-axe
        shield; shields; coat of arms; +; shield
        bow; bows; bow and arrow, archer; bow-and-arrow; bow-arrow
        trident; tridents; neptune's fork; trident-emblem; trident
        scythe; scythes; sickle; ; scythe
        hammer; hammers; thor's hammer, mjolnir; +; thor-hammer warhammer
        shuriken; shurikens; throwing star, ninja star; ; ninja-star star-shuriken
        chain; chains; chain links; chains broken-chain; breaking-chain
        cage; cages; bird cage; ; bird-cage cage
        umbrella; umbrellas; parasol; umbrella umbrella-with-rain-drops; umbrella
        top hat; top hats; magician's hat; +; top-hat magic-hat
        sunglasses; -; shades, glasses; sunglasses glasses; sunglasses
        fan; fans; folding fan; folding-hand-fan; handheld-fan
        mirror; mirrors; looking glass; +; mirror-mirror
        crystal ball; crystal balls; fortune teller, orb of glass; +; crystal-ball
        magic wand; magic wands; wand; +; fairy-wand crystal-wand
        potion; potions; magic potion, elixir; ; magic-potion round-potion potion-ball
        flask; flasks; erlenmeyer, test tube, chemistry; alembic test-tube; erlenmeyer round-bottom-flask
        cauldron; cauldrons; witch's pot; ; cauldron
        chalice; chalices; holy grail, cup; trophy; jeweled-chalice holy-grail
        amphora; amphorae; vase, urn; +; amphora porcelain-vase
        book; books; open book, spell book; open-book; spell-book open-book
        scroll; scrolls; parchment, papyrus; +; scroll-unfurled
        dice; -; die, cubes, gambling; game-die; perspective-dice-six rolling-dices
        playing card; playing cards; ace, cards, poker; joker; card-ace-spades poker-hand
        chess piece; chess pieces; chess, pawn, king; chess-pawn; chess-king chess-queen chess-rook
        chess knight; chess knights; chess horse; ; chess-knight
        balloon; balloons; party balloon; +; balloons
        balloon dog; balloon dogs; koons; ; balloon-dog
        teddy bear; teddy bears; plush bear; +;
        kite; kites; flying kite; +; kite
        gift; gifts; present; wrapped-gift; present
        coin; coins; money; +; coins two-coins
        dream catcher; dream catchers; dreamcatcher; ; dream-catcher
        ice cube; ice cubes; frozen cube; ice; ice-cube
        bubble; soap bubbles; soap bubble; bubbles; bubbles
        chair; chairs; throne; chair; throne-king
        high heel; high heels; stiletto shoe; high-heeled-shoe; high-heel
        sneaker; sneakers; running shoe, shoe; running-shoe; running-shoe converse-shoe
        cowboy boot; cowboy boots; western boot; ; cowboy-boot
        cowboy hat; cowboy hats; stetson; ; western-hat
        dress; dresses; gown; +; ample-dress large-dress
        kimono; kimonos; yukata; +; kimono
        scissors; -; shears; +; scissors
        paintbrush; paintbrushes; brush, artist palette; paintbrush artist-palette; paint-brush palette
        origami crane; origami cranes; paper crane; ; paper-crane
        paper plane; paper planes; paper aeroplane; ; paper-plane
        telephone box; -; old wall phone; ; candlestick-phone
        football; footballs; soccer ball; soccer-ball; soccer-ball
        basketball; basketballs; hoops; +; basketball-ball
        trophy; trophies; winner's cup; +; trophy-cup
        skateboard; skateboards; skate; +; skateboard
        roller skate; roller skates; roller disco; +; roller-skate
        boxing glove; boxing gloves; boxer; +; boxing-glove
        coffin; coffins; sarcophagus, casket; +; coffin sarcophagus
        voodoo doll; voodoo dolls; puppet; ; voodoo-doll
        puzzle piece; puzzle pieces; jigsaw; +; jigsaw-piece
        cube; cubes; box; ; cube companion-cube
        fish bone; fish bones; fish skeleton; ; fishbone
        rubber duck; rubber ducks; bath duck; ; plastic-duck
        barbed wire; -; razor wire; ; barbed-wire
        pill; pills; capsule, medicine; +; pill
        cigarette; cigarettes; smoking; +; cigarette
    """,
    "signs": """
        yin yang; -; yin and yang, taoism; #yin-yang; yin-yang
        infinity; -; infinity sign, endless loop, moebius; ; infinity
        peace symbol; -; peace sign, hippie sign; #peace-symbol;
        om; -; aum, om sign; #om;
        ankh; ankhs; egyptian cross, key of life; ; ankh
        cross; crosses; crucifix; #latin-cross; gothic-cross
        pentagram; pentagrams; pentacle; ; pentacle
        hexagram; -; star of david, six pointed star; #star-of-david #dotted-six-pointed-star;
        triskelion; -; triquetra, celtic knot; ; triquetra bowen-knot
        radioactive sign; -; radiation sign, nuclear; radioactive; radioactive
        biohazard; -; biohazard sign, hazard; +; biohazard
        fleur de lis; -; lily emblem; +; fleur-de-lys
        lightning heart; -; techno heart; ; techno-heart
        wheel of dharma; -; dharma wheel; #wheel-of-dharma;
        caduceus; -; snake staff; medical-symbol; caduceus
        bullseye; -; target, concentric circles; +; bullseye
        spiral sign; -; spiral symbol, hypnosis; cyclone; divided-spiral
        aztec calendar; -; aztec sun stone, mayan calendar; ; aztec-calendar-sun
        tarot; -; tarot card; ; tarot-17-the-star tarot-13-death tarot-06-the-lovers
        arrow; arrows; pointer; ; broadhead-arrow
        question mark; question marks; doubt; red-question-mark; uncertainty
        smiley; smileys; smiling face, acid house; slightly-smiling-face grinning-face;
        spade; spades; ace of spades; spade-suit; spades
        checkered flag; -; flag, race flag; chequered-flag; checkered-flag
        dream eye; -; crystal eye; ; crystal-eye
        nested hexagons; -; hexagon; ; nested-hexagons
        zodiac; -; horoscope; ; scorpio
    """,
}


@dataclass(frozen=True)
class Thing:
    """Something with a shape: its category, the word for several ("" if none), other words, icons of each set."""

    category: str
    plural: str
    words: tuple[str, ...]
    emoji: tuple[str, ...]
    game: tuple[str, ...]


def read(lines: dict[str, str]) -> dict[str, Thing]:
    """The table in lines as name -> Thing. Raises ValueError for a line without its five parts."""
    found = {}
    for category, text in lines.items():
        for line in text.strip().splitlines():
            parts = [part.strip() for part in line.split(";")]
            if len(parts) != 5:
                raise ValueError(f"{line.strip()}: a line has five parts with ; between")
            name, plural, words, emoji, game = parts
            own = name.replace(" ", "-")
            found[name] = Thing(
                category,
                "" if plural == "-" else plural,
                tuple(word.strip() for word in words.split(",")),
                tuple(own if icon == "+" else icon for icon in emoji.split()),
                tuple(own if icon == "+" else icon for icon in game.split()),
            )
    return found


THINGS: dict[str, Thing] = read(LINES)

# what VJs type first, with a shape that is told at a glance: what is learnt first
FIRST_NAMES = """
    wolf, tiger, lion, cat, owl, eagle, raven, horse, unicorn, elephant, gorilla, fox, deer, bear,
    panda, rabbit, bat, whale, dolphin, shark, octopus, jellyfish, turtle, seahorse, crab, snake,
    cobra, frog, butterfly, dragonfly, bee, spider, scorpion, scarab, swan, flamingo, peacock, parrot,
    skull, sugar skull, eye, hand, fist, lips, heart, brain, dna, mask, theatre masks, oni, samurai,
    knight, astronaut, robot, alien, ghost, vampire, angel, medusa, clown, buddha, dancer, moai,
    dragon, phoenix, mushroom, flower, rose, lotus, sunflower, cherry blossom, leaf, cactus, tree,
    palm tree, bonsai, apple, pineapple, strawberry, pumpkin, sun, moon, crescent, star, planet, earth,
    cloud, lightning bolt, snowflake, rainbow, wave, flame, castle, lighthouse, pagoda, torii, pyramid,
    eiffel tower, rocket, ufo, airplane, hot air balloon, car, motorcycle, ship, anchor, gear,
    light bulb, guitar, piano, drum, microphone, headphones, speaker, vinyl, cassette, music note,
    disco ball, crown, diamond, clock, hourglass, key, candle, sword, umbrella, sunglasses,
    chess knight, yin yang, infinity, peace symbol, ankh, pentagram, smiley, paper plane
"""
FIRST: tuple[str, ...] = tuple(name.strip() for name in FIRST_NAMES.split(","))
