"""Everyday words of French and English texts, folded: they distinguish poorly, or not at all, between persons."""

from __future__ import annotations

from veille.text.fold import bare
from veille.text.inclusive import SMALL
from veille.text.wording import LINKING, NUMERALS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# They hold sentences together: they are not kept with a mark.
STOP = frozenset(map(bare, SMALL)) | LINKING | NUMERALS.keys() | _words("""
    afin apres aucun aucune aujourd aupres auquel aussitot autant autour autres autrefois avant avait avaient avoir
    avons avez ayant beaucoup bientot bon bonne car cela celles cependant certain certaine certaines certains cet chacun
    chacune chaque contre depuis dernier derniere derniers dernieres dessus desormais devant devait doit doivent deja
    dit dite dits durant encore enfin ensuite environ etaient etait etant ete etre eut fait faite faites fera fois font
    furent fut grace hier hors ici jamais jusqu jusque juste laquelle lequel lesquels loin longtemps lorsqu lorsque lui
    malgre meme memes mieux moins mois nouveau nouveaux nouvelle nouvelles notamment outre parce parfois parmi partie
    partir pas permet permettre peuvent peux plus plusieurs plutot pourra pourrait pourtant presque pris prise puis
    puisque quant quelque quelques quelqu quoi rien sans sauf selon sera serait seront seul seule seulement soit sont
    souvent sujet surtout tandis tant tard telle telles tel tels toujours toutefois travers trop vraiment
    after again against almost already although always among another around away back because became become been before
    being below best better between both came cannot come comes could did does doing done down during each either else
    enough even ever every few first found four further gave get gets getting give given goes going gone got had having
    here however including instead last later least less like made make makes making many more most much must near
    never next nor not nothing now often once one only other others own part per put quite rather said same saw say
    says second see seen several shall since something still such take taken takes third though three through
    throughout thus together told too took toward towards two under until upon use used using very want went were
    whether while whole whose within without yet
""")  # fmt: skip

# They stand in texts of every kind: they count for little.
COMMON = _words("""
    accord accueil action actions actuel actuelle affaire affaires age aide aider ainsi air ajoute ajouter annee annees
    annonce annoncer annoncee ans appel appelle appeler arrive arriver article articles association associations assure
    attend attendre attendu atteint avenir avis base besoin bien biens bout bref bureau but cadre cas cause centaine
    centre chance changement changer chef chemin chez chose choses choix cinq cinquante cite citoyens commence commencer
    comment commun commune communes communique compte compter concerne condition conditions connait connu connue
    conseil consacre contrat cote cotes coup cour cours cout creation cree creer date debut decide decider decision
    demain demande demander departement depart derniere deux deuxieme developpement devenir devenu devenue devient
    difference different differente differents difficile dire directeur directrice direction dirige disent disponible
    dix dizaine document domaine donne donner dossier double droit droite duree echange ecole ecrit effet egalement
    eleve elle emploi enfant enfants engage enjeu ensemble entend entree entreprise entreprises entretien equipe equipes
    espace espere esprit estime etat etats etude etudes euro euros europe europeen europeenne evenement exemple existe
    explique expliquer face facon faire famille familles femme femmes fete fille filles fils fin finale fond fonds force
    forme former forte fort francais francaise france gauche gens gouvernement grand grande grandes grands gratuit groupe
    groupes gros habitants haut haute heure heures histoire homme hommes horaires idee image important importante
    information informations invite jeune jeunes jour jours juillet juin janvier fevrier mars avril mai aout septembre
    octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche lance lancer lancement laisse leur lien
    lieu lieux ligne liste local locale long longue loi maintenant maire mairie maison majorite mal maniere marche
    matin mauvais membre membres message mesure mettre midi mille milliers million millions ministere ministre minutes
    mise moment monde moyen moyens mort moyenne municipal municipale nationale national naissance niveau nom nombre
    nombreuses nombreux note nuit numero objectif objet offre offrir ont ouvert ouverte ouverture ouvre page pages paris
    parents parle parler part participants participation participe participer passe passer passee pays peine pendant
    pense penser perdre permis personne personnel personnes perte petit petite petites petits peu peuple place places plan
    point points politique population porte porter pose position possible pourcent pouvoir pratique premier premiere
    premieres premiers prend prendre prepare presence present presente presenter president presidente presse pret prevu
    prevue prix probleme problemes processus prochain prochaine prochains produit professionnel professionnels programme
    progres projet projets propose proposer propre public publics publie publique publiques qualite quand quart quatre
    quartier question questions raconte raison rappelle rapport realise realiser recent recente reconnait recoit recu
    redaction region rendez rendre rentree renseignements rencontre rencontres repond reponse reponses reprise reservation
    responsable resultat resultats rester reste retour retrouve retrouver reunion reussi reussite revient risque role
    route rue saison salle sait savoir seance secteur semaine semaines sens service services sert service signe site
    situation six social sociale societe soir solution sorte sorti sortie soutien special specialiste succes suite suivre
    suivi sud nord est ouest sur systeme tel temps tenir termes terrain territoire tete tiers tient titre tour tourne
    toute train traite travail travaille travailler travaux trente trois trouve trouver usage utilise valeur venir venu
    venue vers veut vice vie viennent vient vieux ville villes vingt visite vise vit vivre voie voir voit voix volonte
    voyage vrai vue
    able access according across action actions activity actually added age agency ago agreement ahead amount announced
    annual answer april area areas article asked august available aware based began begin behind believe big board body
    book break bring brought building built business call called campaign care career case cause center central centre
    century certain chair chance change changes charge chief child children choice city class clear close club comment
    common community companies company complete concerned conference continue continued control cost council countries
    country county couple course court created current currently data date day days deal death debut december decided
    decision department describe described despite development different director district door early east economic
    education effect effort efforts eight email end ended england english entire especially europe european event events
    evening evidence example executive expected experience face fact family far father february feel field fifth figure
    film final finally find fire five focus follow followed following food force form formed former forward fourth free
    friday friend friends full fund future game games general girl global good government great ground group groups
    growing half hand hands happened hard head health held help helped high higher history hit hold home hope hospital
    hour hours house however human idea important include included includes increase independent industry information
    interest international interview involved island issue issues january job join joined july june keep kept key kind
    knew know known land language large largest late latest law lead leader leaders leading learn leave led left legal
    level life light likely limited line list little live local long longer look looking lost lot love low main major
    man management manager march market match matter may mean means media meet meeting member members men message middle
    military million millions mind minister minutes model modern moment monday money month months morning mother move
    moved movement museum music name named national nature need needed needs network news night north november number
    numbers october offer offered office officer official officials old open opened opening order original outside page
    paper parents park parts party past pay people period person phone photo picture place places plan plans play played
    player players point police policy political popular population position possible post power present president press
    pressure price private probably problem problems process produced product production professional program programme
    project property provide provided public published question questions quickly race radio range rate reach reached read
    ready real really reason received recent recently record region regional related release released remain remained
    report reported reports research response rest result results return returned review right rights rise risk road role
    room round rule run running safe saturday school science season seat section sector security sell senior sense
    september series serious served service services set seven share short show showed shown shows side similar simple
    single site situation six size small social society sold son sort sound source south space speak special spend spent
    staff stage stand standard star start started state statement states station stay step stop story street strong
    student students study style subject success successful summer sunday support sure system table talk team teams tell
    term terms test thing things think thought thousands thursday time times title today top total town track trade
    training travel tried true try trying tuesday turn turned type understand union united university usually value
    version video view village visit voice vote wait walk wall war watch water way ways wednesday week weekend weeks
    well west white wide wife win winner winning winter woman women won word words work worked workers working works
    world worth write writer writing written wrong wrote year years yesterday york young
""")  # fmt: skip
