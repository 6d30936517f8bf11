"""Why a login by OAuth is not there or no longer holds, in French."""

from __future__ import annotations

OAUTH: tuple[tuple[str, str], ...] = (
    (
        "there is no login by OAuth: {its}: run  veille secret {name}",
        "pas de connexion par OAuth : {its} : lancez  veille secret {name}",
    ),
    ("there is no login by OAuth: {its}", "pas de connexion par OAuth : {its}"),
    (
        "leave was refused in the browser: nothing was granted",
        "l'accord a été refusé dans le navigateur : rien n'est accordé",
    ),
    (
        "{name} does not accept 'client': it must be the id of an application registered there for veille{its}",
        "{name} n'accepte pas “client” : ce doit être l'identifiant d'une application qui y est enregistrée pour"
        " veille{its}",
    ),
    (
        ", one that may ask without a secret of its own or with the right 'client_secret'{said}",
        ", qui puisse demander sans secret à elle ou avec le bon “client_secret”{said}",
    ),
    (
        ", one that may ask without a secret of its own or with the right 'client_secret'",
        ", qui puisse demander sans secret à elle ou avec le bon “client_secret”",
    ),
    (
        ", and allow public client flows{said}",
        ", et qui permette les flux de clients publics{said}",
    ),
    (", and allow public client flows", ", et qui permette les flux de clients publics"),
    ("{name} still waits for the code", "{name} attend encore le code"),
    (
        "{name} does not know the code any more: ask for a new one",
        "{name} ne connaît plus le code : demandez-en un autre",
    ),
    (
        "the code was not entered in time: ask for a new one",
        "le code n'a pas été entré à temps : demandez-en un autre",
    ),
    (
        "what was granted at {name} holds no longer (withdrawn, too old, or the password was changed){said}",
        "l'accord donné chez {name} ne vaut plus (retiré, trop ancien, ou le mot de passe a changé){said}",
    ),
    (
        "what was granted at {name} holds no longer (withdrawn, too old, or the password was changed)",
        "l'accord donné chez {name} ne vaut plus (retiré, trop ancien, ou le mot de passe a changé)",
    ),
    (
        "{name} does not let this application send or read mail{said}",
        "{name} ne permet pas à cette application d'envoyer ni de lire du courrier{said}",
    ),
    (
        "{name} does not let this application send or read mail",
        "{name} ne permet pas à cette application d'envoyer ni de lire du courrier",
    ),
    ("{name} asks to be asked less often", "{name} demande qu'on l'interroge moins souvent"),
    ("{name} gave no code to enter", "{name} n'a pas donné de code à entrer"),
    (
        "that is not the address to which {name} sent the browser back",
        "ce n'est pas l'adresse à laquelle {name} a renvoyé le navigateur",
    ),
    (
        "{name} gave no lasting leave: ask for it again",
        "{name} n'a pas donné d'accord durable : redemandez-le",
    ),
    (
        "{name} answered {status} without a word that can be read",
        "{name} répond {status} sans un mot lisible",
    ),
    ("{name} refused: {said}", "{name} refuse : {said}"),
    ("{name} ({host}) could not be asked: {its}", "{name} ({host}) n'a pas pu être interrogé : {its}"),
    ("no answer in time", "pas de réponse à temps"),
)
