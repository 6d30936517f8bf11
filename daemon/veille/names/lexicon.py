"""Words that decide what stands beside a name: titles, particles, streets and schools, legal forms, first names."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# All as `spelling.word` folds them: lower-case, without accents.
TITLES = _words("""
    m mm mme mmes mlle mlles monsieur messieurs madame mesdames mademoiselle me maitre dr docteur docteure pr prof
    professeur professeure mgr monseigneur mr mrs ms miss mx sir lord lady dame soeur frere pere abbe chanoine
    general colonel capitaine commandant commandante lieutenant amiral marechal adjudant sergent caporal
    president presidente ministre senateur senatrice depute deputee maire juge procureur procureure prefet prefete
    baron baronne comte comtesse marquis marquise duc duchesse prince princesse chancelier directeur directrice
    herr frau fraulein senor senora don dona signor signora
    doctor professor captain major president minister senator judge governor mayor king queen premier secretary coach
    director conseiller conseillere capt gen col lt sgt rev hon fr father brother sister cardinal chancellor chanceliere
    congressman congresswoman commissioner archbishop pasteur pastor cheffe chef patron patronne
""")
# Before a surname these single letters are titles rather than initials: Monsieur, and Père after "le".
TITLE_LETTERS = frozenset("m")
# No street is named with these: "à la place de Mme Martin".
CIVIL_TITLES = _words(
    "m mm mme mmes mlle mlles monsieur messieurs madame mesdames mademoiselle mr mrs ms miss mx"
)
PLURAL_TITLES = _words("mm mmes mlles messieurs mesdames messrs")

PARTICLES = _words("""
    de d du des la le les l van von vom zu zur zum der den het ter ten te da do dos das di del della dello dalla degli
    dei lo y e i af av al el ibn bin ben abu san santa o mac mc
""")
# Without these the surname is another: Mme Goff isn't Mme Le Goff, while La Tour may be de La Tour.
FIRM_PARTICLES = _words("le la les l lo o mac mc al el ben bin ibn abu san santa y e i")
ARTICLES = _words("le la les l the der die das el los las il lo gli")
SUFFIXES = _words("jr sr junior senior phd esq fils pere")

# What bears the name of a person, before it: "rue Jean Martin", "lycée Pierre Dumont".
PLACES_BEFORE = _words("""
    rue avenue boulevard bd bld blvd av place square impasse allee allees quai chemin esplanade pont passage rondpoint
    lycee lycees college ecole ecoles universite institut internat creche stade gymnase piscine arena velodrome
    hopital clinique ehpad residence prix trophee challenge memorial fondation promotion parvis promenade
""")
# Not to be taken for a street: "sur place Jean Martin a dit", "au prix", "en place".
NO_PLACE_AFTER = _words("sur en mise mis a")
# As above, for a surname alone, which more things bear.
MORE_PLACES_BEFORE = _words("""
    salle espace mediatheque bibliotheque musee theatre centre maison station metro gare arret parking tour villa
    domaine chateau groupe societe entreprise cabinet garage boulangerie banque loi plan methode affaire effet coupe
    ville port mont cap saint sainte
""")
PLACES_AFTER = _words("""
    street avenue road school college university stadium arena prize award trophy foundation memorial hospital bridge
    square park airport library museum
""")
# Of companies; written after a name as here or in capitals.
LEGAL = _words("""
    sa sas sasu sarl eurl sci scp scop snc selarl gmbh ag kg se inc ltd llc llp plc corp bv nv spa srl ab oy asa
    limited incorporated corporation
""")
LEGAL_WORDS = _words(
    "groupe group holding cie compagnie company co societe entreprise fils associes freres brothers sons"
)
FIRMS_BEFORE = _words(
    "groupe societe entreprise firme marque constructeur operateur enseigne compagnie startup company firm"
)
TRADES_AFTER = _words(
    "trucks motors automobiles immobilier industries avocats holding editions films records airlines"
)

# Names of people and companies that are everyday words: in lower case they are that word, and alone they prove little.
COMMON = _words("""
    petit grand grande gros grosse blanc blanche noir noire brun brune roux rousse rouge gris vert bleu jaune rose
    chevalier marchand boulanger boucher berger meunier charpentier charron maillot tisserand cordonnier couturier
    routier pecheur chasseur forgeron marin moine pretre prince princesse roi reine comte duc baron marquis seigneur
    bourgeois noble maire juge prevost sergent capitaine marechal general soldat garde gardes page cadet patron
    gouverneur cardinal eveque pape abbe clerc cure docteur maitre professeur conseil servant neveu neveux cousin frere
    soeur pere mere gendre oncle fils fille garcon enfant jumeau ami compagnon voisin vieillard mari mariage menage
    dieu ange saint sainte diable fortune joie bonheur espoir desire aime bonne bon beau belle bel fort forte grave
    joyeux courtois sage doux dur franc juste long large court bas haut plat vieux vieille jeune nouveau nouvel ancien
    premier dernier second six mille cent modeste mauvais puissant prudent brillant riche honore poli martial sauvage
    pierre roche rocher montagne mont monts montagnes colline vallee val plaine champ champs pre pres bois foret jardin
    vigne vignes verger chene pin pins palmier laurier olivier cerisier poirier pommier plante fleur bouquet
    riviere fontaine source ruisseau lac etang mer rio canal pont ponts port porte portes chemin route rue place cours
    ville village bourg hameau maison chateau tour moulin ferme grange four chapelle eglise abbaye cloitre couvent croix
    salle salles cave chambre bureau barre barreau barriere borde borne rideau manteau chapeau gilet botte couture
    bataille guerre victoire paix drapeau champion vainqueur rival marche arret pause coup point bord cote coin masse
    marque marques planche pelle hache couteau marteau clou baton verre pain vin bouche boisson poisson gateau sel
    poivre miel fromage bourse argent or fer acier janvier fevrier mars avril mai juin juillet aout septembre octobre
    novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche printemps ete automne hiver matin soir jour
    nuit soleil lune etoile neige pluie vent orage tonnerre feu terre eau air chat chien loup lion cheval boeuf agneau
    mouton renard lievre coq merle corbeau papillon rossignol oiseau faucon cygne paris lyon france breton normand
    picard lorrain allemand anglais langlais francais lefrancais romain suisse turc genevois argentin bourguignon
    orange free total casino carrefour printemps monde figaro humanite liberation temps croix express point nouvelle
    nouvelles vie presse page pages lettre mot mots idee idees image lumiere son voix chant chanson danse theatre musee
    nature culture science raison verite liberte egalite fraternite action force energie avenir horizon passage voyage
    signal sillage cible poste banque caisse mutuelle assurance bouygues geant leader auchan gap apple amazon mango zara
    shell oracle meta alphabet visa delta target gemini twitter snap square block box slack zoom stripe notion monday
    king young long rich white black brown green gray grey short strong small little smith baker cook carter cooper
    fisher hunter mason miller potter shepherd taylor turner walker weaver bishop knight pope church hill wood woods
    field fields stone rivers lake bush rose flowers winter summer day bell price hope love may march major cash
""")
# First names that are everyday words, too, besides those in COMMON: "MARK HOPE SPRINGS ETERNAL".
EVERYDAY_FIRST_NAMES = _words("""
    mark faith grace joy will bill april june dawn frank grant chase jack pat rob sue drew art gene dean amber ruby olive
    violet daisy lily ivy holly robin autumn sky star angel christian destiny harmony melody charity patience prudence
    claire ange aime aimee desire desiree fleur victoire constant constance juste reine violette marguerite capucine
""")
# First names of which another follows without a hyphen: "Jean Pierre Dumont" is a Jean-Pierre.
COMPOUNDING = _words("jean marie anne juan jose maria luis ana")

# The most usual of Insee's "Fichier des prénoms" (open data), and of the neighbours'. A larger set may be given.
FIRST_NAMES = _words("""
    marie jean pierre michel andre jeanne philippe louis rene alain jacques marcel bernard claude daniel paul roger
    robert dominique henri nicolas georges christian francoise monique francois patrick catherine nathalie gerard
    joseph isabelle christophe jacqueline sylvie anne julien maurice laurent frederic martine eric david stephane
    pascal madeleine alexandre sebastien nicole suzanne thierry camille antoine helene thomas christine olivier louise
    raymond marguerite guy denise christiane yvonne valerie sophie charles sandrine celine stephanie marc didier
    veronique vincent chantal yves marcelle maxime guillaume renee bruno simone serge jeannine lucien andree julie
    paulette germaine annie lucie patricia lea albert alice yvette brigitte gabriel emilie romain odette genevieve
    aurelie jerome laurence lucas michele gilbert cecile franck therese gilles colette clement anthony manon sarah
    virginie juliette lucienne emma emile jules francis raymonde corinne elisabeth claire claudine pauline danielle
    elodie caroline chloe christelle josette denis georgette kevin mathieu benjamin charlotte raphael hugo alexis laura
    florence joel mathilde maria audrey bernadette herve patrice adrien gisele emmanuel sylvain arnaud fabrice cedric
    melanie victor anais roland arthur laetitia nadine annick ginette beatrice mireille quentin leon evelyne florian
    delphine ludovic henriette damien benoit marion theo josiane marthe michelle anna karine marine elise nathan fernand
    enzo jeremy leo valentin eliane agnes xavier liliane micheline fabien mickael baptiste eugene loic carole jonathan
    fabienne sandra jocelyne pascale jade gabrielle ines clara myriam amelie mohamed amandine sabrina samuel justine
    gaston joelle odile alexandra francine lionel simon maryse yannick solange aline tom remi huguette josephine eva
    marius mathis axel yann clemence auguste oceane etienne fernande richard irene sonia laure matthieu pierrette
    michael vanessa emmanuelle fanny gregory severine aurelien edouard arlette william julia adam angelique morgane lola
    estelle nadia remy magali antoinette angele muriel jessica berthe eugenie nelly lucette florent jacky lisa martin
    ethan lina janine dylan bertrand aurore armand noah hubert alfred jennifer luc melissa zoe leonie ghislaine cindy
    sabine yanis maxence margaux lydie regine sacha romane regis lena corentin jose celia edith agathe ambre robin
    bastien noemie thibault coralie elisa jordan edmond adeline ernest yolande sylviane viviane andrea lou gaetan tony
    noel alicia rachel felix nolan frederique valentine maeva margot gabin elsa claudette gaelle nina paule mehdi carine
    evan adele elie augustin olivia marina victoria alphonse yoann rayan tristan ludivine liam antonin nadege yvon erwan
    blanche max mathias marianne karim dimitri mael cyrille lise maud lucile ahmed ali fatima khadija malika rachid said
    youssef omar ibrahim moussa mamadou fatou aminata gwenaelle maelle solene tiphaine ronan tanguy yannis maryam
    john james george henry edward peter frank walter harry jack joe fred ralph carl andrew steven stephen brian kenneth
    scott jeff jeffrey timothy gary larry dennis jerry ryan justin brandon matthew mark mary patricia linda barbara
    elizabeth susan margaret dorothy helen karen nancy betty ruth sharon deborah emily amanda rebecca kate jane ellen
    hans karl heinrich friedrich johann wilhelm klaus jurgen wolfgang franz otto ludwig giovanni giuseppe antonio mario
    luigi marco paolo carlo francesco pietro lorenzo luca matteo juan carlos luis miguel pedro pablo fernando diego jorge
    manuel javier rafael alejandro ricardo joao ana carmen elena isabel laura ivan vladimir sergei igor anton boris
""")
