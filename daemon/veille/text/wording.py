"""French and English words that folding titles must know, folded: lower case, no accents."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# They hold a sentence together, or are an editor's label before it: they may differ, and carry no meaning.
LINKING = _words("""
    a ai ainsi alors as au aussi autre aux avec c ca ce ceci cela celle celui ces cet cette ceux chez ci
    comme comment d dans de des dont donc du elle elles en encore entre est et eu eux faut hui il ils j je
    l la le les leur leurs lors lui ma mais me mes mieux moi mon nos notre nous on ont or ou pendant peu
    peut pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa se selon ses si son sont sous
    sur t ta te tes toi ton tous tout toute toutes tres tu un une va vers vos votre vous voici voila y
    about all also am an and any are at be been but can could d did do does for from had has have he her
    his how i if in into is it its just ll may me might my of off on or our out over re says she should so
    some than that the their them then there these they this those to us ve was we were what when where
    which who why will with would you your direct live video videos photo photos images exclusif exclu
    exclusive breaking urgent flash alerte alert info watch
""")

_NUMBERS = """zero|one|deux two|trois three|quatre four|cinq five|six|sept seven|huit eight|neuf nine|dix ten|
    onze eleven|douze twelve|treize thirteen|quatorze fourteen|quinze fifteen|seize sixteen"""
NUMERALS = {word: str(number) for number, words in enumerate(_NUMBERS.split("|")) for word in words.split()}

# Numbers and dates in letters, and what turns a sentence round: where one of two titles has such a word
# alone, they are on different things, and 4-grams would not show it ("en hausse", "en baisse"). Of two
# opposites of which one has other uses too ("pour", "contre"), the other is enough.
TURNING = _words("""
    vingt trente quarante cinquante soixante cent cents mille million millions milliard milliards dizaine
    dizaines centaine centaines millier milliers premier premiere premiers premieres deuxieme second
    seconde troisieme quatrieme dernier derniere derniers dernieres prochain prochaine demi moitie double
    triple twenty thirty forty fifty sixty hundred hundreds thousand thousands billion billions trillion
    dozen dozens first third fourth last next half

    lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout
    septembre octobre novembre decembre hier demain matin soir nuit printemps automne hiver nord sud ouest
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december yesterday today tomorrow morning evening night spring summer
    autumn winter north south east west

    ne n pas non ni jamais sans aucun aucune moins contre par oui ex ancien ancienne anciens nouveau
    nouveaux nouvel nouvelle nouvelles futur future avant apres hommes femmes homme femme dames messieurs
    masculin feminin not no never without nor cannot neither less fewer against by yes former new before
    after men women man woman

    hausse hausses baisse baisses baissent monte montent montee augmente augmentent augmentation diminue
    diminuent diminution recul recule reculent progresse progressent progression chute chutent bondit
    bondissent grimpe grimpent repli accelere ralentit gagne gagnent perd perdent perte pertes benefice
    benefices remporte victoire defaite up down rise rises rising rose fall falls falling fell gain gains
    jump jumps drop drops surge surges slump slumps higher lower increase increases decrease decreases
    profit profits win wins won lose loses lost loss losses beat beats

    ouvre ouvrent ouvert ouverte ouverture reouvre reouverture ferme ferment fermee fermeture clot cloture
    debut fin commence termine demarre suspend suspendu suspendue suspension reprend reprise maintient
    maintenu maintenue adopte adoptee adoptent rejette rejettent rejete rejetee approuve approuvent refuse
    refusent accepte acceptent valide validee annule annulee annulent annulation confirme dement autorise
    autorisee interdit interdite achete rachete vend cede nomme nommee demissionne recrute embauche
    licencie quitte rejoint open opens opened opening reopen reopens close closes closed closing closure
    start starts started end ends ended adopt adopts adopted reject rejects rejected approve approves
    approved refuse refuses accept accepts confirm confirms deny denies denied cancel cancels cancelled
    allow allows ban bans lift lifts back backs block blocks buy buys sell sells sold hire hires fire
    fires join joins leave leaves

    condamne condamnee condamnes relaxe relaxee relaxes acquitte acquittee coupable innocent innocente
    libere liberee interpelle interpellee mort morts morte mortes tue tues tuee tuees blesse blesses
    blessee blessees disparu disparus disparue retrouve retrouvee convicted acquitted guilty jailed freed
    cleared arrested charged released dead dies died killed injured wounded hurt missing found
""")

# Columns, lists and notices that come back under one name, recognised before three of them have been seen.
_COLUMNS = r"""
    actualites? d[ue]|actus?|agenda|avis d|avis de|breves?|brief|carnet|ce soir a la tele|cette semaine|
    citation|cours de|edito|editorial|en bref|en vrac|episode|essentiel|fil info|horoscope|images? d[ue]|
    info trafic|journal d[ue]|keno|euromillions?|liens|loto|meteo|mots croises|mots fleches|mot du jour|
    necrologie|newsletter|photos? d[ue]|podcasts?|point d[ue]|programme|que regarder|questions? d[ue]|
    resultats? d[ue]|revue d[ue]|semaine|sudoku|titres d[ue]|trafic|vos questions|
    arretes?|communiques?|comptes? rendus?|conseil municipal|deliberations?|enquete publique|ordre du jour|
    proces verbal|proces verbaux|rapport|agm|annual|meeting|minutes|press release|statement|
    annonces?|appels? d offres?|emplois?|marches? publics?|offres? d emploi|petites annonces|recrutement|
    (?:\w+ ){0,2}crosswords?|daily|links for|morning|obituar(?:y|ies)|open thread|pictures? of the|quote of|
    this week|weather|week in review|weekly|word of the|
    changelog|job offers?|jobs?|legal notices?|patch releases|release notes|vacanc(?:y|ies)"""
_ARTICLE = r"(?:(?:la|le|l|les|the|your|our|notre|nos|votre|vos|today s) )?"
COLUMN = re.compile(_ARTICLE + "(?:" + re.sub(r"\s*\n\s*", "", _COLUMNS) + r")\b")

REPLY = re.compile(r"\s*(?:re|r[ée]p|fwd?|tr)\s*:|.*•\s*re:", re.IGNORECASE)

# One employer's offer reads like another's; a French one adds that it is open to women and men.
OFFER = re.compile(
    r"\b[hf]\s?[/.-]\s?[fh]\b|\b[mwfdx]\s?/\s?[mwfdx]\b|\b(?:cdi|cdd|stagiaire|alternante?|internship)\b",
    re.IGNORECASE,
)
