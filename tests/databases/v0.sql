PRAGMA application_id = 8261918;
PRAGMA user_version = 3;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE source(
         id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, digest TEXT NOT NULL,
         title TEXT NOT NULL DEFAULT '', cursor TEXT NOT NULL DEFAULT '{}', criterion TEXT NOT NULL DEFAULT 'id',
         added INTEGER NOT NULL, removed INTEGER, baseline INTEGER,
         next_due REAL NOT NULL, last_poll INTEGER, outcome TEXT NOT NULL DEFAULT '', why TEXT NOT NULL DEFAULT '',
         last_new INTEGER, failures INTEGER NOT NULL DEFAULT 0, failing_since INTEGER,
         network INTEGER NOT NULL DEFAULT 0, told INTEGER
       , complete INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE validators(
         source INTEGER NOT NULL REFERENCES source(id), url TEXT NOT NULL,
         etag TEXT NOT NULL, modified TEXT NOT NULL, body_hash BLOB NOT NULL,
         moved_to TEXT NOT NULL DEFAULT '', moved_since INTEGER, moved_told INTEGER,
         PRIMARY KEY(source, url)
       ) STRICT, WITHOUT ROWID;
CREATE TABLE poll(
         id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), at INTEGER NOT NULL,
         outcome TEXT NOT NULL, found INTEGER NOT NULL, new INTEGER NOT NULL, changed INTEGER NOT NULL,
         missed INTEGER NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '', took REAL NOT NULL
       ) STRICT;
CREATE INDEX poll_at ON poll(at);
CREATE INDEX poll_source ON poll(source, at);
CREATE TABLE poll_count(
         source INTEGER NOT NULL REFERENCES source(id), hour INTEGER NOT NULL, polls INTEGER NOT NULL,
         PRIMARY KEY(source, hour)
       ) STRICT, WITHOUT ROWID;
CREATE TABLE story(id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE item(
         id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), story INTEGER NOT NULL REFERENCES story(id),
         ident TEXT NOT NULL, title TEXT NOT NULL, url TEXT NOT NULL, text TEXT NOT NULL, author TEXT NOT NULL,
         outlet TEXT NOT NULL, language TEXT NOT NULL, tags TEXT NOT NULL, facts TEXT NOT NULL,
         published INTEGER, updated INTEGER, closes TEXT, starts TEXT, position INTEGER,
         hash BLOB NOT NULL, first_seen INTEGER NOT NULL, edited INTEGER, gone INTEGER, baseline INTEGER NOT NULL,
         folded_how TEXT NOT NULL DEFAULT ''
       ) STRICT;
CREATE INDEX item_story ON item(story);
CREATE INDEX item_source ON item(source, first_seen);
CREATE INDEX item_seen ON item(first_seen);
CREATE INDEX item_url ON item(url);
CREATE INDEX item_closes ON item(closes) WHERE closes IS NOT NULL;
CREATE VIEW folded AS SELECT id, fold(title) AS title, fold(text) AS text FROM item;
CREATE VIRTUAL TABLE item_fts USING fts5(
         title, text, content='folded', content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE TABLE seen(
         source INTEGER NOT NULL REFERENCES source(id), key BLOB NOT NULL, item INTEGER,
         PRIMARY KEY(source, key)
       ) STRICT, WITHOUT ROWID;
CREATE TABLE story_key(key BLOB PRIMARY KEY, story INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE match(
         id INTEGER PRIMARY KEY, item INTEGER NOT NULL REFERENCES item(id), by TEXT NOT NULL, topic TEXT NOT NULL,
         words TEXT NOT NULL, excerpt TEXT NOT NULL, at INTEGER NOT NULL, baseline INTEGER NOT NULL, verdict TEXT NOT NULL DEFAULT '', likely REAL NOT NULL DEFAULT 1, clues TEXT NOT NULL DEFAULT '[]',
         UNIQUE(item, by)
       ) STRICT;
CREATE INDEX match_at ON match(at);
CREATE TABLE message(
         id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, recipient TEXT NOT NULL,
         key TEXT NOT NULL UNIQUE, message_id TEXT NOT NULL UNIQUE, topic TEXT NOT NULL DEFAULT '',
         subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT NOT NULL, chat TEXT NOT NULL, page TEXT NOT NULL DEFAULT '',
         state TEXT NOT NULL CHECK(state IN ('held', 'pending', 'leased', 'sent', 'dead', 'dropped')),
         created INTEGER NOT NULL, not_before INTEGER NOT NULL, expires INTEGER NOT NULL,
         urgent INTEGER NOT NULL DEFAULT 0,
         lease_until INTEGER, attempts INTEGER NOT NULL DEFAULT 0, sent INTEGER, why TEXT NOT NULL DEFAULT ''
       , covers INTEGER NOT NULL DEFAULT 0, picture BLOB) STRICT;
CREATE INDEX message_open ON message(state, not_before) WHERE state IN ('held', 'pending', 'leased');
CREATE INDEX message_recipient ON message(recipient, created);
CREATE TABLE delivery(
         id INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES message(id), at INTEGER NOT NULL, ended INTEGER,
         outcome TEXT NOT NULL, why TEXT NOT NULL DEFAULT ''
       ) STRICT;
CREATE INDEX delivery_message ON delivery(message);
CREATE TABLE owed(
         id INTEGER PRIMARY KEY, match INTEGER NOT NULL REFERENCES match(id), story INTEGER NOT NULL,
         recipient TEXT NOT NULL, at INTEGER NOT NULL, message INTEGER REFERENCES message(id),
         deferred INTEGER NOT NULL DEFAULT 0,
         UNIQUE(match, recipient)
       ) STRICT;
CREATE INDEX owed_open ON owed(recipient) WHERE message IS NULL AND NOT deferred;
CREATE INDEX owed_at ON owed(recipient, at);
CREATE INDEX owed_story ON owed(story);
CREATE INDEX owed_message ON owed(message);
CREATE TABLE period(
         digest TEXT NOT NULL, "end" INTEGER NOT NULL, start INTEGER NOT NULL, at INTEGER NOT NULL,
         PRIMARY KEY(digest, "end")
       ) STRICT, WITHOUT ROWID;
CREATE TABLE recipient(
         name TEXT PRIMARY KEY, failures INTEGER NOT NULL DEFAULT 0, failing_since INTEGER,
         rests_from INTEGER NOT NULL DEFAULT 0, rests_until INTEGER NOT NULL DEFAULT 0,
         why TEXT NOT NULL DEFAULT '', told INTEGER
       ) STRICT, WITHOUT ROWID;
CREATE TABLE pause(rule TEXT PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX match_by ON match(by, at);
CREATE INDEX item_gone ON item(gone) WHERE gone IS NOT NULL;
CREATE INDEX item_starts ON item(starts) WHERE starts IS NOT NULL;
CREATE TABLE name(
         key TEXT PRIMARY KEY, spelled TEXT NOT NULL, forms TEXT NOT NULL, added INTEGER NOT NULL, recalled INTEGER,
         told INTEGER
       ) STRICT, WITHOUT ROWID;
CREATE TABLE mark(
         id INTEGER PRIMARY KEY, item INTEGER NOT NULL, name TEXT NOT NULL DEFAULT '',
         value TEXT NOT NULL CHECK(value IN ('yes', 'no', 'pick', 'noise', 'note')), note TEXT NOT NULL DEFAULT '',
         at INTEGER NOT NULL, url TEXT NOT NULL, host TEXT NOT NULL, words TEXT NOT NULL DEFAULT '[]',
         UNIQUE(item, name, value)
       ) STRICT;
CREATE INDEX mark_name ON mark(name, value);
CREATE TABLE answer(
         id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), name TEXT NOT NULL, engine TEXT NOT NULL,
         at INTEGER NOT NULL, answered TEXT NOT NULL, refused TEXT NOT NULL
       ) STRICT;
CREATE INDEX answer_name ON answer(name, at);
CREATE INDEX answer_source ON answer(source, at);
CREATE TABLE position(
         answer INTEGER NOT NULL REFERENCES answer(id), place INTEGER NOT NULL, key BLOB NOT NULL, item INTEGER NOT NULL,
         url TEXT NOT NULL, title TEXT NOT NULL, engines TEXT NOT NULL,
         PRIMARY KEY(answer, place)
       ) STRICT, WITHOUT ROWID;
CREATE TABLE movement(
         id INTEGER PRIMARY KEY, source INTEGER NOT NULL REFERENCES source(id), name TEXT NOT NULL, at INTEGER NOT NULL,
         kind TEXT NOT NULL, place INTEGER, was INTEGER, key BLOB NOT NULL, item INTEGER NOT NULL, url TEXT NOT NULL,
         title TEXT NOT NULL, told INTEGER
       ) STRICT;
CREATE INDEX movement_name ON movement(name, at);
CREATE INDEX movement_open ON movement(id) WHERE told IS NULL;
CREATE TABLE budget(account TEXT NOT NULL, month TEXT NOT NULL, used INTEGER NOT NULL,
         PRIMARY KEY(account, month)) STRICT, WITHOUT ROWID;
INSERT INTO "_sqlite_migrations" VALUES (1, 'veille', '0001 the first tables', '2026-12-01 08:01:27.971809+00:00');
INSERT INTO "_sqlite_migrations" VALUES (2, 'veille', '0002 from when a digest''s message tells', '2026-12-01 08:01:27.990652+00:00');
INSERT INTO "_sqlite_migrations" VALUES (3, 'veille', '0003 names', '2026-12-01 08:01:27.999945+00:00');
INSERT INTO "source" VALUES (1, 'presse', 'feed', '6349c6dc4e0d34ae3a8ae82ce60c93fd8832ac36abda661e01790fc9168cb4f1', 'Presse Culture', '{"known":{"oTnDIcGOhY1BZRDx":"1","pAg3KILhtx81ozam":"2","dbLbTQlvB/3nYqXg":"3","SLOc20vBzD4RPoPP":"4","drNjvASU3oYZKrSm":"5","EW/CpQ/nHh+qTRq+":"6","nOPFyDdGgI+MF389":"7","o/5+HYVoe8uH1M4U":"8","s/T/8/DKZahlbdHP":"9","BU2uoJ8f3Mlj61mA":"10","X7n7xxthl9Wwm6G7":"11"}}', 'id', 1795420800, NULL, 1795420800, 1.79554472371623873713e+09, 1795542840, 'changed', '', 1795542840, 0, NULL, 0, NULL, 0);
INSERT INTO "source" VALUES (2, 'lent', 'feed', '9fee090414349d0f0151fb5d0ef3d7718a9a3368aeda809ef49fa35a9e71ed4c', 'Presse Culture', '{"known":{"yIJIFkYy97WomQgF":"31"}}', 'id', 1795420800, NULL, 1795420800, 1.79556442829078078274e+09, 1795542840, 'failed', 'lent.example/feed answered 503 Service Unavailable', 1795420800, 10, 1795428000, 0, 1795428000, 0);
INSERT INTO "source" VALUES (3, 'appels', 'feed', '4e60fb3567a467322681b6f723c91c51199d59a284fc9f3ad67d668abc3d442d', 'Presse Culture', '{"known":{"8JkQdplsVv7nWAUd":"21","fPw9YiLcEVsIH9ih":"22"}}', 'id', 1795420800, NULL, 1795420800, 1.79554470132227277749e+09, 1795542840, 'unchanged', '', 1795431600, 0, NULL, 0, NULL, 0);
INSERT INTO "validators" VALUES (1, 'http://presse.example/feed', '', '', X'1196B2B57F2C9915399387EFA32FF055', '', NULL, NULL);
INSERT INTO "validators" VALUES (2, 'http://lent.example/feed', '', '', X'B67E8909779342197A76EE8AD63436E3', '', NULL, NULL);
INSERT INTO "validators" VALUES (3, 'http://appels.example/feed', '"a1"', 'Mon, 23 Nov 2026 08:00:00 GMT', X'D6676BD071E1AD6334D22168DF149B8A', 'http://appels.example/flux', 1795424400, NULL);
INSERT INTO "poll" VALUES (1, 1, 1795420800, 'changed', 3, 3, 0, 0, '', 1.25382440700013830792e+00);
INSERT INTO "poll" VALUES (2, 3, 1795420800, 'changed', 1, 1, 0, 0, '', 1.31040921000021626241e+00);
INSERT INTO "poll" VALUES (3, 2, 1795420800, 'changed', 1, 1, 0, 0, '', 1.32522413799961213953e+00);
INSERT INTO "poll" VALUES (4, 1, 1795424400, 'changed', 5, 2, 0, 0, '', 1.12648184499994385987e+00);
INSERT INTO "poll" VALUES (5, 1, 1795428000, 'changed', 7, 2, 0, 0, '', 0.796313662999637);
INSERT INTO "poll" VALUES (6, 2, 1795428000, 'failed', 0, 0, 0, 0, 'lent.example/feed answered 503 Service Unavailable', 7.96209998999984236434e-01);
INSERT INTO "poll" VALUES (7, 1, 1795431600, 'changed', 7, 0, 1, 0, '', 0.900789934000386);
INSERT INTO "poll" VALUES (8, 2, 1795431600, 'failed', 0, 0, 0, 0, 'lent.example/feed answered 503 Service Unavailable', 9.00679561000288231298e-01);
INSERT INTO "poll" VALUES (9, 3, 1795431600, 'changed', 2, 1, 0, 0, '', 9.10028445000534702558e-01);
INSERT INTO "poll" VALUES (10, 1, 1795435200, 'changed', 9, 2, 0, 0, '', 9.64391696999882697127e-01);
INSERT INTO "poll" VALUES (11, 2, 1795435200, 'failed', 0, 0, 0, 0, 'lent.example/feed answered 503 Service Unavailable', 9.64234553999631316401e-01);
INSERT INTO "poll" VALUES (12, 2, 1795453560, 'failed', 0, 0, 0, 0, 'lent.example/feed answered 503 Service Unavailable', 7.83807953999712481163e-01);
INSERT INTO "poll" VALUES (13, 2, 1795460400, 'failed', 0, 0, 0, 0, 'lent.example/feed answered 503 Service Unavailable', 9.10037779000049340538e-01);
INSERT INTO "poll" VALUES (14, 2, 1795502160, 'failed', 0, 0, 0, 0, 'lent.example/feed answered 503 Service Unavailable', 9.39595578999615099746e-01);
INSERT INTO "poll" VALUES (15, 2, 1795521600, 'failed', 0, 0, 0, 0, 'lent.example/feed answered 503 Service Unavailable', 0.977475228000003);
INSERT INTO "poll" VALUES (16, 2, 1795539960, 'failed', 0, 0, 0, 0, 'lent.example/feed answered 503 Service Unavailable', 9.99372657999629154801e-01);
INSERT INTO "poll" VALUES (17, 1, 1795541400, 'changed', 10, 1, 0, 0, '', 9.67019908000111172441e-01);
INSERT INTO "poll" VALUES (18, 2, 1795541400, 'failed', 0, 0, 0, 0, 'lent.example/feed answered 503 Service Unavailable', 9.67004985999665223062e-01);
INSERT INTO "poll" VALUES (19, 1, 1795542840, 'changed', 11, 1, 0, 0, '', 9.55110924000109662301e-01);
INSERT INTO "poll" VALUES (20, 2, 1795542840, 'failed', 0, 0, 0, 0, 'lent.example/feed answered 503 Service Unavailable', 9.55002214000160165596e-01);
INSERT INTO "poll_count" VALUES (1, 1795420800, 1);
INSERT INTO "poll_count" VALUES (1, 1795453200, 1);
INSERT INTO "poll_count" VALUES (1, 1795460400, 1);
INSERT INTO "poll_count" VALUES (1, 1795500000, 1);
INSERT INTO "poll_count" VALUES (1, 1795521600, 1);
INSERT INTO "poll_count" VALUES (1, 1795539600, 1);
INSERT INTO "poll_count" VALUES (2, 1795420800, 1);
INSERT INTO "poll_count" VALUES (2, 1795424400, 1);
INSERT INTO "poll_count" VALUES (3, 1795420800, 1);
INSERT INTO "poll_count" VALUES (3, 1795424400, 1);
INSERT INTO "poll_count" VALUES (3, 1795428000, 1);
INSERT INTO "poll_count" VALUES (3, 1795435200, 1);
INSERT INTO "poll_count" VALUES (3, 1795453200, 1);
INSERT INTO "poll_count" VALUES (3, 1795460400, 1);
INSERT INTO "poll_count" VALUES (3, 1795500000, 1);
INSERT INTO "poll_count" VALUES (3, 1795521600, 1);
INSERT INTO "poll_count" VALUES (3, 1795539600, 3);
INSERT INTO "story" VALUES (1, 1795420800);
INSERT INTO "story" VALUES (2, 1795420800);
INSERT INTO "story" VALUES (3, 1795420800);
INSERT INTO "story" VALUES (4, 1795420800);
INSERT INTO "story" VALUES (5, 1795420800);
INSERT INTO "story" VALUES (6, 1795424400);
INSERT INTO "story" VALUES (7, 1795424400);
INSERT INTO "story" VALUES (8, 1795428000);
INSERT INTO "story" VALUES (9, 1795428000);
INSERT INTO "story" VALUES (10, 1795431600);
INSERT INTO "story" VALUES (11, 1795435200);
INSERT INTO "story" VALUES (12, 1795435200);
INSERT INTO "story" VALUES (13, 1795541400);
INSERT INTO "story" VALUES (14, 1795542840);
INSERT INTO "item" VALUES (1, 1, 1, '1', 'La bibliothèque rouvre enfin', 'http://presse.example/1', 'Après six mois de travaux, le fonds ancien est de retour.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'31C076695A1C5A0081EEDC8F', 1795420800, 1795431600, NULL, 1, '');
INSERT INTO "item" VALUES (2, 1, 2, '2', 'Chargé de communication à Rezé', 'http://presse.example/2', 'La ville cherche un chargé de communication.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'4D361B436E53291FE17F6024', 1795420800, NULL, NULL, 1, '');
INSERT INTO "item" VALUES (3, 1, 3, '3', 'La Fabrique Confluence recrute', 'http://presse.example/3', 'Dix postes à pourvoir avant l''été.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'06C211F738DFCDB18442E749', 1795420800, NULL, NULL, 1, '');
INSERT INTO "item" VALUES (4, 3, 4, '21', 'Appel à projets culturels', 'http://presse.example/21', 'Dossiers à déposer en mairie.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'F32BBAD6C65389A57AFA6F25', 1795420800, NULL, NULL, 1, '');
INSERT INTO "item" VALUES (5, 2, 5, '31', 'Un article', 'http://presse.example/31', 'Texte.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'A2DFB9CAA8C643FB093EABB1', 1795420800, NULL, NULL, 1, '');
INSERT INTO "item" VALUES (6, 1, 6, '4', 'Chargé de communication au Lieu unique', 'http://presse.example/4', 'Un poste de chargé de communication, à Nantes.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'9B00A0EBAD0FF086E3FB3758', 1795424400, NULL, NULL, 0, '');
INSERT INTO "item" VALUES (7, 1, 7, '5', 'Les réserves ouvertes', 'http://presse.example/5', 'Inès Morel-Dupuis ouvre les réserves du musée aux familles.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'EFFB21F7AC991CA1ED092948', 1795424400, NULL, NULL, 0, '');
INSERT INTO "item" VALUES (8, 1, 8, '6', 'Résultats du cross', 'http://presse.example/6', 'Cross : 14. I. Morel-Dupuis, 15. A. Roth.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'683044E1B575513E73E6E429', 1795428000, NULL, NULL, 0, '');
INSERT INTO "item" VALUES (9, 1, 9, '7', 'Sélestat s''impose', 'http://presse.example/7', 'Handball : Inès Morel-Dupuis marque neuf fois pour Sélestat.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'BE32807A512547BBE9D6AE88', 1795428000, NULL, NULL, 0, '');
INSERT INTO "item" VALUES (10, 3, 10, '22', 'Appel à résidences', 'http://presse.example/22', 'Trois résidences d''écriture.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'01309A2F4F9A4745DDE51182', 1795431600, NULL, NULL, 0, '');
INSERT INTO "item" VALUES (11, 1, 11, '8', 'Trois romans pour l''hiver', 'http://presse.example/8', 'La maison du livre a choisi trois romans.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'8E86928373EC17F4E67D91E4', 1795435200, NULL, NULL, 0, '');
INSERT INTO "item" VALUES (12, 1, 12, '9', 'Lectures à voix haute', 'http://presse.example/9', 'La maison du livre invite cinq voix à lire.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'7B55AD52BD1CD5DFE9214F23', 1795435200, NULL, NULL, 0, '');
INSERT INTO "item" VALUES (13, 1, 13, '10', 'Chargé de communication à Brest', 'http://presse.example/10', 'Le port cherche un chargé de communication.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'C4A73B1DDFC5604F6C2600E1', 1795541400, NULL, NULL, 0, '');
INSERT INTO "item" VALUES (14, 1, 14, '11', 'Chargé de communication à Tours', 'http://presse.example/11', 'La Loire cherche un chargé de communication.', '', 'Presse Culture', '', '[]', '{}', NULL, NULL, NULL, NULL, NULL, X'C4C39CDF71211832DB7446C5', 1795542840, NULL, NULL, 0, '');
INSERT INTO "seen" VALUES (1, X'008801DE5DDECD103F9DAD34', 14);
INSERT INTO "seen" VALUES (1, X'0499FEA3DF889D30D058A360', 6);
INSERT INTO "seen" VALUES (1, X'09B19676169B25AD1565388B', 9);
INSERT INTO "seen" VALUES (1, X'112E359D225CDCB06EDDDEFB', 3);
INSERT INTO "seen" VALUES (1, X'13FA8CB29A9E258D217BCFCC', 2);
INSERT INTO "seen" VALUES (1, X'1977684E673DD12B86FB7A2F', 8);
INSERT INTO "seen" VALUES (1, X'1F9D449EBF93C8F377DB4D49', 7);
INSERT INTO "seen" VALUES (1, X'26B9982A60943C3A30547953', 13);
INSERT INTO "seen" VALUES (1, X'28E004394CCFEBAEE271CCD1', 11);
INSERT INTO "seen" VALUES (1, X'290C3F7B69431BB453E90B7A', 12);
INSERT INTO "seen" VALUES (1, X'377B69B140FDE87A25E7939A', 8);
INSERT INTO "seen" VALUES (1, X'3ED8CDDF03833E418D294206', 2);
INSERT INTO "seen" VALUES (1, X'43DE42EE12C97516E439709B', 12);
INSERT INTO "seen" VALUES (1, X'469AA9EE08BB012B04D9813B', 12);
INSERT INTO "seen" VALUES (1, X'4ACBD6C45CB38FBF4D481FB4', 1);
INSERT INTO "seen" VALUES (1, X'52D0FA206F3555DD23A83395', 14);
INSERT INTO "seen" VALUES (1, X'53A1AB32EE476108F79B081A', 14);
INSERT INTO "seen" VALUES (1, X'613E9A3CABE27F510AF645F9', 7);
INSERT INTO "seen" VALUES (1, X'63DF493260D48156F36C9B41', 1);
INSERT INTO "seen" VALUES (1, X'6FFDE427597316B80631D240', 6);
INSERT INTO "seen" VALUES (1, X'711F0FBA847F49904D0AB902', 2);
INSERT INTO "seen" VALUES (1, X'726282D9286C6049677FAF44', 1);
INSERT INTO "seen" VALUES (1, X'74CB10B1F5C3E3B19173854F', 2);
INSERT INTO "seen" VALUES (1, X'7BF4419C63F1FD54F0664E1D', 13);
INSERT INTO "seen" VALUES (1, X'7C73EC9EF73625AE06C0384B', 6);
INSERT INTO "seen" VALUES (1, X'7D86113B5910AD4A6A6BBCBC', 11);
INSERT INTO "seen" VALUES (1, X'8024E6CDA41A8C3A3E57DB20', 1);
INSERT INTO "seen" VALUES (1, X'8DE3FDB1586EA54517AA50BF', 7);
INSERT INTO "seen" VALUES (1, X'90250ED91F5E143EBC212E68', 11);
INSERT INTO "seen" VALUES (1, X'933831BA0413FC71CB448E10', 6);
INSERT INTO "seen" VALUES (1, X'97F8037D13EB205FC7B841F7', 9);
INSERT INTO "seen" VALUES (1, X'9CA3AE7B0D8DEB5BE56B2BA3', 3);
INSERT INTO "seen" VALUES (1, X'A07C6E50EBEEE76C72862B92', 12);
INSERT INTO "seen" VALUES (1, X'B1B46CEBCF1D9E44492B06FD', 11);
INSERT INTO "seen" VALUES (1, X'B5CEFF37BA56F91BBE947044', 8);
INSERT INTO "seen" VALUES (1, X'BC7B52B51D0A71C65919202D', 1);
INSERT INTO "seen" VALUES (1, X'BDB6900E58F6BD7FF578ECF2', 13);
INSERT INTO "seen" VALUES (1, X'C6F524D30C78C3A28C1BB342', 7);
INSERT INTO "seen" VALUES (1, X'C89DA1FD2CDF4D344428DD95', 1);
INSERT INTO "seen" VALUES (1, X'C8F9633AE55C7975131ECBC4', 9);
INSERT INTO "seen" VALUES (1, X'CA55FBCBE245916F4B5C8BD5', 13);
INSERT INTO "seen" VALUES (1, X'CA84BB754D2738095D2776E6', 3);
INSERT INTO "seen" VALUES (1, X'CF430FDBB442EE2F8A010C55', 3);
INSERT INTO "seen" VALUES (1, X'D249910BCDCDE8A1F9AFEABF', 8);
INSERT INTO "seen" VALUES (1, X'E8A797C1195BB05E0BE2E5BB', 14);
INSERT INTO "seen" VALUES (1, X'ECD2C135DDCE254CDB450940', 9);
INSERT INTO "seen" VALUES (2, X'2E6CC37CACFED81312F9A230', 5);
INSERT INTO "seen" VALUES (2, X'7DACD2C3C0CC9DC6E94BEC7A', 5);
INSERT INTO "seen" VALUES (2, X'9310841B09D362D95487978F', 5);
INSERT INTO "seen" VALUES (2, X'EB135AC7B8BDFD53F56570FE', 5);
INSERT INTO "seen" VALUES (3, X'0E85B1C6EF48FAC6524F5920', 10);
INSERT INTO "seen" VALUES (3, X'3B290073C6FB4D3CDA18E04C', 4);
INSERT INTO "seen" VALUES (3, X'3B699E8C8026D9506673CE8E', 4);
INSERT INTO "seen" VALUES (3, X'4FB5004305514607D1D2B581', 4);
INSERT INTO "seen" VALUES (3, X'A397FEFC8A9488DD128BF433', 10);
INSERT INTO "seen" VALUES (3, X'BFAD22E74325F7B99999BE90', 10);
INSERT INTO "seen" VALUES (3, X'E1D8B465E0C5A0E8663E0A0E', 10);
INSERT INTO "seen" VALUES (3, X'E9F425AF8FD2D9EFF2F90BA6', 4);
INSERT INTO "story_key" VALUES (X'03A089721210FE4B2CF478F3636067D5', 14);
INSERT INTO "story_key" VALUES (X'129E058A0EC39221B562F3D38148FF95', 2);
INSERT INTO "story_key" VALUES (X'15FFD4AC6D4096014BAB3F47E503FC27', 1);
INSERT INTO "story_key" VALUES (X'2761CA110D8D2187FD6A88B762333D74', 10);
INSERT INTO "story_key" VALUES (X'6F49E6BA3D2E00FAC38CF72865AF5C9A', 4);
INSERT INTO "story_key" VALUES (X'705FA34E1C8E5CF7CD7A5F5729DC012A', 7);
INSERT INTO "story_key" VALUES (X'802CB95424FBE9092F1834DF4D439EEF', 11);
INSERT INTO "story_key" VALUES (X'8A6B2CD6C533C5B089156281596677B4', 9);
INSERT INTO "story_key" VALUES (X'CEBB3AABD677ADF35517BC57A60574D9', 13);
INSERT INTO "story_key" VALUES (X'D66910335B20CE249EA2D32F2C8951DC', 3);
INSERT INTO "story_key" VALUES (X'E087B0030F6C9406AFF6A3B491F73A49', 6);
INSERT INTO "story_key" VALUES (X'EAF41B4924C670F62D40C7EB1EB22510', 8);
INSERT INTO "story_key" VALUES (X'F1DD88323BEA84BCD9FE4A6A33DFE87E', 5);
INSERT INTO "story_key" VALUES (X'F9F813E560C2C250430DA643521EF173', 12);
INSERT INTO "match" VALUES (1, 2, 'rule:offres', 'Offres', '["Chargé de communication"]', 'La ville cherche un chargé de communication.', 1795420800, 1, '', 1.0, '[]');
INSERT INTO "match" VALUES (2, 3, 'name:confluence', 'Employeurs', '["Fabrique Confluence"]', 'Dix postes à pourvoir avant l''été.', 1795420800, 1, 'sure', 0.9309, '[["form", "full", "title"]]');
INSERT INTO "match" VALUES (3, 4, 'source:appels', 'Appels', '[]', '', 1795420800, 1, '', 1.0, '[]');
INSERT INTO "match" VALUES (4, 6, 'rule:offres', 'Offres', '["Chargé de communication"]', 'Un poste de chargé de communication, à Nantes.', 1795424400, 0, '', 1.0, '[]');
INSERT INTO "match" VALUES (5, 7, 'name:moi', 'Vous', '["Inès Morel-Dupuis"]', 'Inès Morel-Dupuis ouvre les réserves du musée aux familles.', 1795424400, 0, 'sure', 0.9883, '[["form", "full", "text"], ["near", "musée"], ["no not"]]');
INSERT INTO "match" VALUES (6, 8, 'name:moi', 'Vous', '["I. Morel-Dupuis"]', 'Cross : 14. I. Morel-Dupuis, 15. A. Roth.', 1795428000, 0, 'sure', 1.0, '[["marked", "yes"]]');
INSERT INTO "match" VALUES (7, 9, 'name:moi', 'Vous', '["Inès Morel-Dupuis"]', 'Handball : Inès Morel-Dupuis marque neuf fois pour Sélestat.', 1795428000, 0, 'homonym', 0.0, '[["marked", "no"]]');
INSERT INTO "match" VALUES (8, 10, 'source:appels', 'Appels', '[]', '', 1795431600, 0, '', 1.0, '[]');
INSERT INTO "match" VALUES (9, 11, 'rule:livre', 'Livre', '["maison du livre"]', 'La maison du livre a choisi trois romans.', 1795435200, 0, '', 1.0, '[]');
INSERT INTO "match" VALUES (10, 12, 'rule:livre', 'Livre', '["maison du livre"]', 'La maison du livre invite cinq voix à lire.', 1795435200, 0, '', 1.0, '[]');
INSERT INTO "match" VALUES (11, 13, 'rule:offres', 'Offres', '["Chargé de communication"]', 'Le port cherche un chargé de communication.', 1795541400, 0, '', 1.0, '[]');
INSERT INTO "match" VALUES (12, 14, 'rule:offres', 'Offres', '["Chargé de communication"]', 'La Loire cherche un chargé de communication.', 1795542840, 0, '', 1.0, '[]');
INSERT INTO "message" VALUES (1, 'first', '', 'ines@example.org', 'first:ines@example.org', 'f-0ea189eb371ddaf578ab398c@example.org', '', 'Votre veille est en place : voici ce qui était déjà là', '               VEILLE D’INÈS · Votre veille est en place

3 sources lues, 5 articles connus : ce qui était déjà là ne vous sera
pas renvoyé.

Ce que vous auriez reçu ces 7 derniers jours :

OFFRES (1 article)
[1] Chargé de communication à Rezé
    Presse Culture · ce matin à 9 h
    http://presse.example/2

APPELS (1 article)
[2] Appel à projets culturels
    Presse Culture · ce matin à 9 h
    http://presse.example/21

FABRIQUE CONFLUENCE (1 mention sûre)
[3] La Fabrique Confluence recrute
    Presse Culture · ce matin à 9 h
    http://presse.example/3

Trop ? Ajoutez à la règle, dans « not », un mot de ce que vous ne voulez
pas.

Pas assez ? La règle « livre » n’a rien trouvé du tout : est-elle trop
étroite ?

Rien encore sur Inès Morel-Dupuis.

À partir de maintenant, seul ce qui est nouveau vous sera envoyé.

------------------------------------------------------------------------
Ce que la veille a vu : 3 sources sur 3, 3 relevés, 5 articles lus.
Ce qu’elle ne voit jamais : Facebook, Instagram, X, LinkedIn.
Prochaine lettre : demain 7 h 30.
Arrêter, ou changer quelque chose : écrivez à veille@example.org
', '<!doctype html><p>…</p>', '["head\tVeille d’Inès · Votre veille est en place\ntext\t3 sources lues, 5 articles connus : ce qui était déjà là ne vous sera pas renvoyé.\ntext\tCe que vous auriez reçu ces 7 derniers jours :", "section\toffres (1 article)\ntitle\t1. Chargé de communication à Rezé\nurl\thttp://presse.example/2\nbyline\tPresse Culture · ce matin à 9 h", "section\tappels (1 article)\ntitle\t2. Appel à projets culturels\nurl\thttp://presse.example/21\nbyline\tPresse Culture · ce matin à 9 h", "section\tFabrique Confluence (1 mention sûre)\ntitle\t3. La Fabrique Confluence recrute\nurl\thttp://presse.example/3\nbyline\tPresse Culture · ce matin à 9 h", "text\tTrop ? Ajoutez à la règle, dans « not », un mot de ce que vous ne voulez pas.\ntext\tPas assez ? La règle « livre » n’a rien trouvé du tout : est-elle trop étroite ?\ntext\tRien encore sur Inès Morel-Dupuis.\ntext\tÀ partir de maintenant, seul ce qui est nouveau vous sera envoyé.", "text\tCe que la veille a vu : 3 sources sur 3, 3 relevés, 5 articles lus.\ntext\tCe qu’elle ne voit jamais : Facebook, Instagram, X, LinkedIn.\ntext\tProchaine lettre : demain 7 h 30.\ntext\tArrêter, ou changer quelque chose : écrivez à veille@example.org"]', '', 'sent', 1795420800, 1795420800, 1796025600, 0, NULL, 1, 1795420800, '', 0, X'89504E47');
INSERT INTO "message" VALUES (2, 'alert', '', 'ines@example.org', 'alert:1:ines@example.org', 'a-deb41b66f211ac46611a1d8a@example.org', 'Vous', 'On parle de vous dans Presse Culture, et 1 autre nouvelle', '                  VEILLE D’INÈS · ALERTE · 2 nouvelles

VOUS (1)
[1] Les réserves ouvertes
    Presse Culture · ce matin à 10 h
    http://presse.example/5
    « *Inès Morel-Dupuis* ouvre les réserves du *musée* aux familles. »
    Pourquoi : nom complet dans le texte ; tout près : musée ; aucun mot
    d’homonyme. Avis : sûr
    Si ce n’est pas vous :
    veille mark 7 no --name moi

OFFRES (1)
[2] Chargé de communication au Lieu unique
    Presse Culture · ce matin à 10 h
    http://presse.example/4
    « Un poste de *chargé de communication*, à Nantes. »
    Pourquoi : règle « offres » : Chargé de communication

--
Vues ce matin à 10 h.
Prochaine lettre : demain 7 h 30.
Arrêter, ou changer quelque chose : écrivez à veille@example.org
', '<!doctype html><p>…</p>', '["head\t🔔 2 nouvelles", "section\tVous (1)\ntitle\t1. Les réserves ouvertes\nurl\thttp://presse.example/5\nbyline\tPresse Culture · ce matin à 10 h\nexcerpt\t\u0002Inès Morel-Dupuis\u0003 ouvre les réserves du \u0002musée\u0003 aux familles.\nwhy\tPourquoi : nom complet dans le texte ; tout près : musée ; aucun mot d’homonyme. Avis : sûr\ntext\tSi ce n’est pas vous : veille mark 7 no --name moi", "section\tOffres (1)\ntitle\t2. Chargé de communication au Lieu unique\nurl\thttp://presse.example/4\nbyline\tPresse Culture · ce matin à 10 h\nexcerpt\tUn poste de \u0002chargé de communication\u0003, à Nantes.\nwhy\tPourquoi : règle « offres » : Chargé de communication", "text\tVues ce matin à 10 h.\ntext\tProchaine lettre : demain 7 h 30.\ntext\tArrêter, ou changer quelque chose : écrivez à veille@example.org"]', '', 'sent', 1795424400, 1795424400, 1795597200, 0, NULL, 1, 1795424400, '', 0, NULL);
INSERT INTO "message" VALUES (3, 'health', 'lent', 'ines@example.org', 'health:source:lent:since:1795428000:ines@example.org', 'h-9ac5c8474b9a26c424e49f48@example.org', '', 'Veille : lent ne répond plus depuis ce matin à 11 h', '       VEILLE D’INÈS · lent ne répond plus depuis ce matin à 11 h

Quoi      http://lent.example/feed
Erreur    répond 503, 3 essais en 2 heures
Depuis    lundi 23 novembre, 11 h ; dernier article lu : ce matin à 9 h
Effet     les règles « offres » et « livre » ne voient plus cette source
Fait      on réessaie de plus en plus rarement, au plus toutes les
          6 heures
À faire   rien si c’est passager. Pour en savoir plus :
          veille status lent

--
Arrêter, ou changer quelque chose : écrivez à veille@example.org
', '<!doctype html><p>…</p>', '["head\t⚠️ lent ne répond plus depuis ce matin à 11 h\nlabel\tQuoi\nlink\thttp://lent.example/feed\nlabel\tErreur\ntext\trépond 503, 3 essais en 2 heures\nlabel\tDepuis\ntext\tlundi 23 novembre, 11 h ; dernier article lu : ce matin à 9 h\nlabel\tEffet\ntext\tles règles « offres » et « livre » ne voient plus cette source\nlabel\tFait\ntext\ton réessaie de plus en plus rarement, au plus toutes les 6 heures\nlabel\tÀ faire\ntext\trien si c’est passager. Pour en savoir plus : veille status lent", "text\tArrêter, ou changer quelque chose : écrivez à veille@example.org"]', '', 'sent', 1795435200, 1795435200, 1795608000, 0, NULL, 1, 1795435200, '', 0, NULL);
INSERT INTO "message" VALUES (4, 'digest', 'equipe', 'paul@example.org', 'digest:equipe:1795453560:paul@example.org', 'd-4d6a74f6266e072e5d72087f@example.org', '', 'Lundi : on parle de vous dans Presse Culture', '                   VEILLE D’INÈS · Lundi 23 novembre
    de lundi 9 h à lundi 18 h 06 · 6 nouvelles · 1 minute de lecture

VOUS (2)
[1] Résultats du cross
    Presse Culture · ce matin à 11 h
    http://presse.example/6
    « Cross : 14. *I. Morel-Dupuis*, 15. A. Roth. »
    Pourquoi : confirmé par vous. Avis : sûr

[2] Les réserves ouvertes
    Presse Culture · ce matin à 10 h
    http://presse.example/5
    « *Inès Morel-Dupuis* ouvre les réserves du *musée* aux familles. »
    Pourquoi : nom complet dans le texte ; tout près : musée ; aucun mot
    d’homonyme. Avis : sûr

OFFRES (1)
[3] Chargé de communication au Lieu unique
    Presse Culture · ce matin à 10 h
    http://presse.example/4
    « Un poste de *chargé de communication*, à Nantes. »
    Pourquoi : règle « offres » : Chargé de communication

LIVRE (2)
[4] Trois romans pour l''hiver
    Presse Culture · cet après-midi à 13 h
    http://presse.example/8
    « La *maison du livre* a choisi trois romans. »
    Pourquoi : règle « livre » : maison du livre

[5] Lectures à voix haute
    Presse Culture · cet après-midi à 13 h
    http://presse.example/9
    « La *maison du livre* invite cinq voix à lire. »
    Pourquoi : règle « livre » : maison du livre

APPELS (1)
[6] Appel à résidences
    Presse Culture · cet après-midi à 12 h
    http://presse.example/22
    « Trois résidences d''écriture. »
    Pourquoi : tout ce que donne la source « appels »

QUI EN PARLE
Presse Culture (6 articles)

------------------------------------------------------------------------
Ce que la veille a vu : 3 sources sur 3, 20 relevés, 12 articles lus.
Ce qu’elle n’a pas vu : lent (en panne depuis ce matin à 11 h, « 503 »,
on réessaie).
Ce qu’elle ne voit jamais : Facebook, Instagram, X, LinkedIn.
Prochaine lettre : demain 18 h.
Arrêter, ou changer quelque chose : écrivez à veille@example.org
', '<!doctype html><p>…</p>', '["head\tVeille d’Inès · Lundi 23 novembre\ntext\tde lundi 9 h à lundi 18 h 06 · 6 nouvelles · 1 minute de lecture", "section\tVous (2)\ntitle\t1. Résultats du cross\nurl\thttp://presse.example/6\nbyline\tPresse Culture · ce matin à 11 h\nexcerpt\tCross : 14. \u0002I. Morel-Dupuis\u0003, 15. A. Roth.\nwhy\tPourquoi : confirmé par vous. Avis : sûr", "title\t2. Les réserves ouvertes\nurl\thttp://presse.example/5\nbyline\tPresse Culture · ce matin à 10 h\nexcerpt\t\u0002Inès Morel-Dupuis\u0003 ouvre les réserves du \u0002musée\u0003 aux familles.\nwhy\tPourquoi : nom complet dans le texte ; tout près : musée ; aucun mot d’homonyme. Avis : sûr", "section\tOffres (1)\ntitle\t3. Chargé de communication au Lieu unique\nurl\thttp://presse.example/4\nbyline\tPresse Culture · ce matin à 10 h\nexcerpt\tUn poste de \u0002chargé de communication\u0003, à Nantes.\nwhy\tPourquoi : règle « offres » : Chargé de communication", "section\tLivre (2)\ntitle\t4. Trois romans pour l''hiver\nurl\thttp://presse.example/8\nbyline\tPresse Culture · cet après-midi à 13 h\nexcerpt\tLa \u0002maison du livre\u0003 a choisi trois romans.\nwhy\tPourquoi : règle « livre » : maison du livre", "title\t5. Lectures à voix haute\nurl\thttp://presse.example/9\nbyline\tPresse Culture · cet après-midi à 13 h\nexcerpt\tLa \u0002maison du livre\u0003 invite cinq voix à lire.\nwhy\tPourquoi : règle « livre » : maison du livre", "section\tAppels (1)\ntitle\t6. Appel à résidences\nurl\thttp://presse.example/22\nbyline\tPresse Culture · cet après-midi à 12 h\nexcerpt\tTrois résidences d''écriture.\nwhy\tPourquoi : tout ce que donne la source « appels »", "section\tQui en parle\ntext\tPresse Culture (6 articles)", "text\tCe que la veille a vu : 3 sources sur 3, 20 relevés, 12 articles lus.\ntext\tCe qu’elle n’a pas vu : lent (en panne depuis ce matin à 11 h, « 503 », on réessaie).\ntext\tCe qu’elle ne voit jamais : Facebook, Instagram, X, LinkedIn.\ntext\tProchaine lettre : demain 18 h.\ntext\tArrêter, ou changer quelque chose : écrivez à veille@example.org"]', '', 'dead', 1795453560, 1795460400, 1796058360, 0, NULL, 2, NULL, '127.0.0.1 answered 550 5.1.1 no such user', 1795420800, NULL);
INSERT INTO "message" VALUES (5, 'health', 'paul@example.org', 'ines@example.org', 'health:recipient:paul@example.org:since:1795453560:ines@example.org', 'h-361842f222ad077c4f880712@example.org', '', 'Veille : paul@example.org ne reçoit plus rien', '          VEILLE D’INÈS · paul@example.org ne reçoit plus rien

Quoi      paul@example.org
Erreur    127.0.0.1 répond 550 5.1.1 no such user, 2 essais en 114
          minutes
Depuis    lundi 23 novembre, 18 h 06
Effet     ses messages attendent ; aucun n’est perdu
Fait      on réessaie de plus en plus rarement, au plus toutes les
          heures
À faire   vérifiez l’adresse et le mot de passe. Pour en savoir plus :
          veille say paul@example.org

--
Arrêter, ou changer quelque chose : écrivez à veille@example.org
', '<!doctype html><p>…</p>', '["head\t⚠️ paul@example.org ne reçoit plus rien\nlabel\tQuoi\ntext\tpaul@example.org\nlabel\tErreur\ntext\t127.0.0.1 répond 550 5.1.1 no such user, 2 essais en 114 minutes\nlabel\tDepuis\ntext\tlundi 23 novembre, 18 h 06\nlabel\tEffet\ntext\tses messages attendent ; aucun n’est perdu\nlabel\tFait\ntext\ton réessaie de plus en plus rarement, au plus toutes les heures\nlabel\tÀ faire\ntext\tvérifiez l’adresse et le mot de passe. Pour en savoir plus : veille say paul@example.org", "text\tArrêter, ou changer quelque chose : écrivez à veille@example.org"]', '', 'dead', 1795460400, 1795460400, 1795633200, 0, NULL, 1, NULL, '127.0.0.1 answered 550 5.1.1 no such user', 0, NULL);
INSERT INTO "message" VALUES (6, 'digest', 'matin', 'ines@example.org', 'digest:matin:1795502160:ines@example.org', 'd-725c44669839c14c4e08b84b@example.org', '', 'Mardi : on parle de vous dans Presse Culture', '                   VEILLE D’INÈS · Mardi 24 novembre
 de lundi 9 h à mardi 7 h 36 · 2 nouvelles · 2 déjà reçues en alerte ·
           2 alertes attendent (pause) · 1 minute de lecture

VOUS (1)
[1] Résultats du cross
    Presse Culture · hier 11 h
    http://presse.example/6
    « Cross : 14. *I. Morel-Dupuis*, 15. A. Roth. »
    Pourquoi : confirmé par vous. Avis : sûr

APPELS (1)
[2] Appel à résidences
    Presse Culture · hier 12 h
    http://presse.example/22
    « Trois résidences d''écriture. »
    Pourquoi : tout ce que donne la source « appels »

Écarté comme homonyme : 1, que montre `veille names moi --homonyms`.

QUI EN PARLE
Presse Culture (6 articles)

------------------------------------------------------------------------
Ce que la veille a vu : 3 sources sur 3, 26 relevés, 12 articles lus.
Ce qu’elle n’a pas vu : lent (en panne depuis hier 11 h, « 503 », on
réessaie).
2 messages n’ont pas pu être remis.
Ce qu’elle ne voit jamais : Facebook, Instagram, X, LinkedIn.
Prochaine lettre : demain 7 h 30.
Arrêter, ou changer quelque chose : écrivez à veille@example.org
', '<!doctype html><p>…</p>', '["head\tVeille d’Inès · Mardi 24 novembre\ntext\tde lundi 9 h à mardi 7 h 36 · 2 nouvelles · 2 déjà reçues en alerte · 2 alertes attendent (pause) · 1 minute de lecture", "section\tVous (1)\ntitle\t1. Résultats du cross\nurl\thttp://presse.example/6\nbyline\tPresse Culture · hier 11 h\nexcerpt\tCross : 14. \u0002I. Morel-Dupuis\u0003, 15. A. Roth.\nwhy\tPourquoi : confirmé par vous. Avis : sûr", "section\tAppels (1)\ntitle\t2. Appel à résidences\nurl\thttp://presse.example/22\nbyline\tPresse Culture · hier 12 h\nexcerpt\tTrois résidences d''écriture.\nwhy\tPourquoi : tout ce que donne la source « appels »", "text\tÉcarté comme homonyme : 1, que montre `veille names moi --homonyms`.", "section\tQui en parle\ntext\tPresse Culture (6 articles)", "text\tCe que la veille a vu : 3 sources sur 3, 26 relevés, 12 articles lus.\ntext\tCe qu’elle n’a pas vu : lent (en panne depuis hier 11 h, « 503 », on réessaie).\ntext\t2 messages n’ont pas pu être remis.\ntext\tCe qu’elle ne voit jamais : Facebook, Instagram, X, LinkedIn.\ntext\tProchaine lettre : demain 7 h 30.\ntext\tArrêter, ou changer quelque chose : écrivez à veille@example.org"]', '', 'sent', 1795502160, 1795502160, 1796106960, 0, NULL, 1, 1795502160, '', 1795420800, NULL);
INSERT INTO "message" VALUES (7, 'digest', 'equipe', 'paul@example.org', 'digest:equipe:1795539960:paul@example.org', 'd-20e0812e2b77c0f32b28f970@example.org', '', 'Mardi : on parle de vous dans Presse Culture', '                   VEILLE D’INÈS · Mardi 24 novembre
    de lundi 9 h à mardi 18 h 06 · 6 nouvelles · 1 minute de lecture

VOUS (2)
[1] Résultats du cross
    Presse Culture · hier 11 h
    http://presse.example/6
    « Cross : 14. *I. Morel-Dupuis*, 15. A. Roth. »
    Pourquoi : confirmé par vous. Avis : sûr

[2] Les réserves ouvertes
    Presse Culture · hier 10 h
    http://presse.example/5
    « *Inès Morel-Dupuis* ouvre les réserves du *musée* aux familles. »
    Pourquoi : nom complet dans le texte ; tout près : musée ; aucun mot
    d’homonyme. Avis : sûr

OFFRES (1)
[3] Chargé de communication au Lieu unique
    Presse Culture · hier 10 h
    http://presse.example/4
    « Un poste de *chargé de communication*, à Nantes. »
    Pourquoi : règle « offres » : Chargé de communication

LIVRE (2)
[4] Trois romans pour l''hiver
    Presse Culture · hier 13 h
    http://presse.example/8
    « La *maison du livre* a choisi trois romans. »
    Pourquoi : règle « livre » : maison du livre

[5] Lectures à voix haute
    Presse Culture · hier 13 h
    http://presse.example/9
    « La *maison du livre* invite cinq voix à lire. »
    Pourquoi : règle « livre » : maison du livre

APPELS (1)
[6] Appel à résidences
    Presse Culture · hier 12 h
    http://presse.example/22
    « Trois résidences d''écriture. »
    Pourquoi : tout ce que donne la source « appels »

QUI EN PARLE
Presse Culture (6 articles)

------------------------------------------------------------------------
Ce que la veille a vu : 3 sources sur 3, 32 relevés, 12 articles lus.
Ce qu’elle n’a pas vu : lent (en panne depuis hier 11 h, « 503 », on
réessaie).
2 messages n’ont pas pu être remis.
Ce qu’elle ne voit jamais : Facebook, Instagram, X, LinkedIn.
Prochaine lettre : demain 18 h.
Arrêter, ou changer quelque chose : écrivez à veille@example.org
', '<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<meta name="x-apple-disable-message-reformatting">
<meta name="referrer" content="no-referrer">
<title>Mardi : on parle de vous dans Presse Culture</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; overflow-wrap: break-word; word-break: break-word; }
.title a { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; text-decoration-color: #b9b2a4; }
.title a:hover, .title a:focus { text-decoration-color: currentColor; }
.title a:visited { color: #57534b; }
.heading, .title { text-wrap: balance; }
p { text-wrap: pretty; }
.lead, .count, .number { font-variant-numeric: tabular-nums; }
@media (min-width: 600px) {
  .sheet { padding: 40px 32px 56px !important; }
  .heading { font-size: 32px !important; }
}
@media (max-width: 479px) {
  .rows tr { display: block; padding: 8px 0; border-bottom: 1px solid #ddd7cb; }
  .rows td { display: inline-block; padding: 0 12px 0 0 !important; border: 0 !important; }
  .rows td:last-child { display: block; padding: 2px 0 0 !important; }
  .rows td:first-child .below { display: inline !important; padding-left: 4px; }
}
@media (min-width: 680px) {
  .number { display: inline-block; width: 32px; margin-left: -32px; }
}
@media (prefers-color-scheme: dark) {
  body, .paper { background: #17181a !important; }
  body, .ink, .title a { color: #ece7dd !important; }
  .title a { text-decoration-color: #5d5f63 !important; }
  .title a:visited { color: #b9b4aa !important; }
  .grey { color: #a7a298 !important; }
  .accent { color: #86cdc8 !important; }
  .soon { color: #ffb08a !important; }
  .found { background: #5a4710 !important; color: #fff2c9 !important; }
  .rule, .rows tr { border-color: #37393d !important; }
}
@media print {
  body, .paper { background: none !important; }
  .part, .story { break-inside: avoid; }
}
</style>
</head>
<body class="paper ink" style="margin:0;padding:0;background:#fbfaf6;color:#1d1b18;">
<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all;">Et aussi : Résultats du cross · Les réserves ouvertes · Chargé de communication au Lieu unique · Trois romans pour l&#39;hiver · Lectures à…</div>
<!--[if mso]><table role="presentation" width="640" align="center"><tr><td><![endif]-->
<main class="sheet" style="display:block;max-width:576px;margin:0 auto;padding:24px 16px 40px;">
<header>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:12px;line-height:1.5;font-weight:600;letter-spacing:.09em;text-transform:uppercase;margin:0;color:#67625a;">Veille d’Inès</p>
<h1 class="heading ink" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:26px;line-height:1.2;font-weight:600;letter-spacing:-.01em;margin:6px 0 0;color:#1d1b18;">Mardi 24 novembre</h1>
<p class="lead grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:8px 0 0;color:#67625a;">de lundi 9 h à mardi 18 h 06 · 6 nouvelles · 1 minute de lecture</p>
</header>

<section class="part" style="margin:28px 0 0;">
<h2 class="rule accent" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;font-weight:700;letter-spacing:.09em;text-transform:uppercase;margin:0;padding:10px 0 0;border-top:2px solid #ddd7cb;color:#0e5a61;">Vous
<span class="count grey" style="font-weight:400;letter-spacing:0;text-transform:none;color:#67625a;">2</span>
</h2>
<article class="story" style="margin:14px 0 0;">
<h3 class="title ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:19px;line-height:1.3;font-weight:600;margin:0;color:#1d1b18;"><span class="number grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;font-weight:400;color:#67625a;">1&nbsp;</span><a href="http://presse.example/6" style="color:#1d1b18;">Résultats du cross</a></h3>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;">Presse Culture · hier 11 h</p>
<p class="ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:16px;line-height:1.5;margin:8px 0 0;color:#1d1b18;">« Cross : 14. <mark class="found" style="background:#ffebaa;color:inherit;padding:0 .1em;border-radius:2px;">I. Morel-Dupuis</mark>, 15. A. Roth. »</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;margin-top:6px;">Pourquoi : confirmé par vous. Avis : sûr</p>
</article>
<article class="story" style="margin:26px 0 0;">
<h3 class="title ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:19px;line-height:1.3;font-weight:600;margin:0;color:#1d1b18;"><span class="number grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;font-weight:400;color:#67625a;">2&nbsp;</span><a href="http://presse.example/5" style="color:#1d1b18;">Les réserves ouvertes</a></h3>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;">Presse Culture · hier 10 h</p>
<p class="ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:16px;line-height:1.5;margin:8px 0 0;color:#1d1b18;">« <mark class="found" style="background:#ffebaa;color:inherit;padding:0 .1em;border-radius:2px;">Inès Morel-Dupuis</mark> ouvre les réserves du <mark class="found" style="background:#ffebaa;color:inherit;padding:0 .1em;border-radius:2px;">musée</mark> aux familles. »</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;margin-top:6px;">Pourquoi : nom complet dans le texte ; tout près : musée ; aucun mot d’homonyme. Avis : sûr</p>
</article>
</section>
<section class="part" style="margin:28px 0 0;">
<h2 class="rule accent" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;font-weight:700;letter-spacing:.09em;text-transform:uppercase;margin:0;padding:10px 0 0;border-top:2px solid #ddd7cb;color:#0e5a61;">Offres
<span class="count grey" style="font-weight:400;letter-spacing:0;text-transform:none;color:#67625a;">1</span>
</h2>
<article class="story" style="margin:14px 0 0;">
<h3 class="title ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:19px;line-height:1.3;font-weight:600;margin:0;color:#1d1b18;"><span class="number grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;font-weight:400;color:#67625a;">3&nbsp;</span><a href="http://presse.example/4" style="color:#1d1b18;">Chargé de communication au Lieu unique</a></h3>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;">Presse Culture · hier 10 h</p>
<p class="ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:16px;line-height:1.5;margin:8px 0 0;color:#1d1b18;">« Un poste de <mark class="found" style="background:#ffebaa;color:inherit;padding:0 .1em;border-radius:2px;">chargé de communication</mark>, à Nantes. »</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;margin-top:6px;">Pourquoi : règle « offres » : Chargé de communication</p>
</article>
</section>
<section class="part" style="margin:28px 0 0;">
<h2 class="rule accent" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;font-weight:700;letter-spacing:.09em;text-transform:uppercase;margin:0;padding:10px 0 0;border-top:2px solid #ddd7cb;color:#0e5a61;">Livre
<span class="count grey" style="font-weight:400;letter-spacing:0;text-transform:none;color:#67625a;">2</span>
</h2>
<article class="story" style="margin:14px 0 0;">
<h3 class="title ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:19px;line-height:1.3;font-weight:600;margin:0;color:#1d1b18;"><span class="number grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;font-weight:400;color:#67625a;">4&nbsp;</span><a href="http://presse.example/8" style="color:#1d1b18;">Trois romans pour l&#39;hiver</a></h3>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;">Presse Culture · hier 13 h</p>
<p class="ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:16px;line-height:1.5;margin:8px 0 0;color:#1d1b18;">« La <mark class="found" style="background:#ffebaa;color:inherit;padding:0 .1em;border-radius:2px;">maison du livre</mark> a choisi trois romans. »</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;margin-top:6px;">Pourquoi : règle « livre » : maison du livre</p>
</article>
<article class="story" style="margin:26px 0 0;">
<h3 class="title ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:19px;line-height:1.3;font-weight:600;margin:0;color:#1d1b18;"><span class="number grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;font-weight:400;color:#67625a;">5&nbsp;</span><a href="http://presse.example/9" style="color:#1d1b18;">Lectures à voix haute</a></h3>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;">Presse Culture · hier 13 h</p>
<p class="ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:16px;line-height:1.5;margin:8px 0 0;color:#1d1b18;">« La <mark class="found" style="background:#ffebaa;color:inherit;padding:0 .1em;border-radius:2px;">maison du livre</mark> invite cinq voix à lire. »</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;margin-top:6px;">Pourquoi : règle « livre » : maison du livre</p>
</article>
</section>
<section class="part" style="margin:28px 0 0;">
<h2 class="rule accent" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;font-weight:700;letter-spacing:.09em;text-transform:uppercase;margin:0;padding:10px 0 0;border-top:2px solid #ddd7cb;color:#0e5a61;">Appels
<span class="count grey" style="font-weight:400;letter-spacing:0;text-transform:none;color:#67625a;">1</span>
</h2>
<article class="story" style="margin:14px 0 0;">
<h3 class="title ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:19px;line-height:1.3;font-weight:600;margin:0;color:#1d1b18;"><span class="number grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;font-weight:400;color:#67625a;">6&nbsp;</span><a href="http://presse.example/22" style="color:#1d1b18;">Appel à résidences</a></h3>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;">Presse Culture · hier 12 h</p>
<p class="ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:16px;line-height:1.5;margin:8px 0 0;color:#1d1b18;">« Trois résidences d&#39;écriture. »</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;margin-top:6px;">Pourquoi : tout ce que donne la source « appels »</p>
</article>
</section>
<section class="part" style="margin:28px 0 0;">
<h2 class="rule accent" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;font-weight:700;letter-spacing:.09em;text-transform:uppercase;margin:0;padding:10px 0 0;border-top:2px solid #ddd7cb;color:#0e5a61;">Qui en parle
</h2>
<p class="ink" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:15px;line-height:1.5;margin:8px 0 0;color:#1d1b18;">Presse Culture (6 articles)</p>
</section>
<footer class="rule" style="margin:36px 0 0;padding:10px 0 0;border-top:1px solid #ddd7cb;">
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#67625a;">Ce que la veille a vu : 3 sources sur 3, 32 relevés, 12 articles lus.</p>
<p class="soon" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#9a3412;">Ce qu’elle n’a pas vu : lent (en panne depuis hier 11 h, « 503 », on réessaie).</p>
<p class="soon" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#9a3412;">2 messages n’ont pas pu être remis.</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#67625a;">Ce qu’elle ne voit jamais : Facebook, Instagram, X, LinkedIn.</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#67625a;">Prochaine lettre : demain 18 h.</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#67625a;">Arrêter, ou changer quelque chose : écrivez à <a class="accent link" href="mailto:veille@example.org" style="color:#0e5a61;">veille@example.org</a></p>
</footer>
</main>
<!--[if mso]></td></tr></table><![endif]-->
</body>
</html>', '["head\tVeille d’Inès · Mardi 24 novembre\ntext\tde lundi 9 h à mardi 18 h 06 · 6 nouvelles · 1 minute de lecture", "section\tVous (2)\ntitle\t1. Résultats du cross\nurl\thttp://presse.example/6\nbyline\tPresse Culture · hier 11 h\nexcerpt\tCross : 14. \u0002I. Morel-Dupuis\u0003, 15. A. Roth.\nwhy\tPourquoi : confirmé par vous. Avis : sûr", "title\t2. Les réserves ouvertes\nurl\thttp://presse.example/5\nbyline\tPresse Culture · hier 10 h\nexcerpt\t\u0002Inès Morel-Dupuis\u0003 ouvre les réserves du \u0002musée\u0003 aux familles.\nwhy\tPourquoi : nom complet dans le texte ; tout près : musée ; aucun mot d’homonyme. Avis : sûr", "section\tOffres (1)\ntitle\t3. Chargé de communication au Lieu unique\nurl\thttp://presse.example/4\nbyline\tPresse Culture · hier 10 h\nexcerpt\tUn poste de \u0002chargé de communication\u0003, à Nantes.\nwhy\tPourquoi : règle « offres » : Chargé de communication", "section\tLivre (2)\ntitle\t4. Trois romans pour l''hiver\nurl\thttp://presse.example/8\nbyline\tPresse Culture · hier 13 h\nexcerpt\tLa \u0002maison du livre\u0003 a choisi trois romans.\nwhy\tPourquoi : règle « livre » : maison du livre", "title\t5. Lectures à voix haute\nurl\thttp://presse.example/9\nbyline\tPresse Culture · hier 13 h\nexcerpt\tLa \u0002maison du livre\u0003 invite cinq voix à lire.\nwhy\tPourquoi : règle « livre » : maison du livre", "section\tAppels (1)\ntitle\t6. Appel à résidences\nurl\thttp://presse.example/22\nbyline\tPresse Culture · hier 12 h\nexcerpt\tTrois résidences d''écriture.\nwhy\tPourquoi : tout ce que donne la source « appels »", "section\tQui en parle\ntext\tPresse Culture (6 articles)", "text\tCe que la veille a vu : 3 sources sur 3, 32 relevés, 12 articles lus.\ntext\tCe qu’elle n’a pas vu : lent (en panne depuis hier 11 h, « 503 », on réessaie).\ntext\t2 messages n’ont pas pu être remis.\ntext\tCe qu’elle ne voit jamais : Facebook, Instagram, X, LinkedIn.\ntext\tProchaine lettre : demain 18 h.\ntext\tArrêter, ou changer quelque chose : écrivez à veille@example.org"]', '', 'pending', 1795539960, 1795548629, 1796144760, 0, NULL, 2, NULL, '127.0.0.1 answered 451 4.7.1 later please', 1795420800, NULL);
INSERT INTO "message" VALUES (8, 'alert', '', 'ines@example.org', 'alert:5:ines@example.org', 'a-c578e6854b5cfc67ab715ccd@example.org', 'Offres', 'Chargé de communication à Brest', '                    VEILLE D’INÈS · ALERTE · Offres

[1] Chargé de communication à Brest
    Presse Culture · ce soir à 18 h 30
    http://presse.example/10
    « Le port cherche un *chargé de communication*. »
    Pourquoi : règle « offres » : Chargé de communication

--
Vue ce soir à 18 h 30.
Prochaine lettre : demain 7 h 30.
Arrêter, ou changer quelque chose : écrivez à veille@example.org
', '<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<meta name="x-apple-disable-message-reformatting">
<meta name="referrer" content="no-referrer">
<title>Chargé de communication à Brest</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; overflow-wrap: break-word; word-break: break-word; }
.title a { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; text-decoration-color: #b9b2a4; }
.title a:hover, .title a:focus { text-decoration-color: currentColor; }
.title a:visited { color: #57534b; }
.heading, .title { text-wrap: balance; }
p { text-wrap: pretty; }
.lead, .count, .number { font-variant-numeric: tabular-nums; }
@media (min-width: 600px) {
  .sheet { padding: 40px 32px 56px !important; }
  .heading { font-size: 32px !important; }
}
@media (max-width: 479px) {
  .rows tr { display: block; padding: 8px 0; border-bottom: 1px solid #ddd7cb; }
  .rows td { display: inline-block; padding: 0 12px 0 0 !important; border: 0 !important; }
  .rows td:last-child { display: block; padding: 2px 0 0 !important; }
  .rows td:first-child .below { display: inline !important; padding-left: 4px; }
}
@media (min-width: 680px) {
  .number { display: inline-block; width: 32px; margin-left: -32px; }
}
@media (prefers-color-scheme: dark) {
  body, .paper { background: #17181a !important; }
  body, .ink, .title a { color: #ece7dd !important; }
  .title a { text-decoration-color: #5d5f63 !important; }
  .title a:visited { color: #b9b4aa !important; }
  .grey { color: #a7a298 !important; }
  .accent { color: #86cdc8 !important; }
  .soon { color: #ffb08a !important; }
  .found { background: #5a4710 !important; color: #fff2c9 !important; }
  .rule, .rows tr { border-color: #37393d !important; }
}
@media print {
  body, .paper { background: none !important; }
  .part, .story { break-inside: avoid; }
}
</style>
</head>
<body class="paper ink" style="margin:0;padding:0;background:#fbfaf6;color:#1d1b18;">
<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all;">Presse Culture · ce soir à 18 h 30 · Le port cherche un chargé de communication.</div>
<!--[if mso]><table role="presentation" width="640" align="center"><tr><td><![endif]-->
<main class="sheet" style="display:block;max-width:576px;margin:0 auto;padding:24px 16px 40px;">
<header>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:12px;line-height:1.5;font-weight:600;letter-spacing:.09em;text-transform:uppercase;margin:0;color:#67625a;">Veille d’Inès · alerte</p>
<h1 class="heading ink" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:26px;line-height:1.2;font-weight:600;letter-spacing:-.01em;margin:6px 0 0;color:#1d1b18;">Offres</h1>
</header>

<section class="part" style="margin:28px 0 0;">
<article class="story" style="margin:14px 0 0;">
<h3 class="title ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:19px;line-height:1.3;font-weight:600;margin:0;color:#1d1b18;"><span class="number grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;font-weight:400;color:#67625a;">1&nbsp;</span><a href="http://presse.example/10" style="color:#1d1b18;">Chargé de communication à Brest</a></h3>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;">Presse Culture · ce soir à 18 h 30</p>
<p class="ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:16px;line-height:1.5;margin:8px 0 0;color:#1d1b18;">« Le port cherche un <mark class="found" style="background:#ffebaa;color:inherit;padding:0 .1em;border-radius:2px;">chargé de communication</mark>. »</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;margin-top:6px;">Pourquoi : règle « offres » : Chargé de communication</p>
</article>
</section>
<footer class="rule" style="margin:36px 0 0;padding:10px 0 0;border-top:1px solid #ddd7cb;">
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#67625a;">Vue ce soir à 18 h 30.</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#67625a;">Prochaine lettre : demain 7 h 30.</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#67625a;">Arrêter, ou changer quelque chose : écrivez à <a class="accent link" href="mailto:veille@example.org" style="color:#0e5a61;">veille@example.org</a></p>
</footer>
</main>
<!--[if mso]></td></tr></table><![endif]-->
</body>
</html>', '["head\t🔔 Offres", "title\t1. Chargé de communication à Brest\nurl\thttp://presse.example/10\nbyline\tPresse Culture · ce soir à 18 h 30\nexcerpt\tLe port cherche un \u0002chargé de communication\u0003.\nwhy\tPourquoi : règle « offres » : Chargé de communication", "text\tVue ce soir à 18 h 30.\ntext\tProchaine lettre : demain 7 h 30.\ntext\tArrêter, ou changer quelque chose : écrivez à veille@example.org"]', '', 'leased', 1795541400, 1795548608, 1795714200, 0, 1795543140, 2, NULL, '127.0.0.1 answered 451 4.7.1 later please', 0, NULL);
INSERT INTO "message" VALUES (9, 'alert', '', 'ines@example.org', 'alert:6:ines@example.org', 'a-d57a229c3d6508a1ba2d7f8b@example.org', 'Offres', 'Chargé de communication à Tours', '                    VEILLE D’INÈS · ALERTE · Offres

[1] Chargé de communication à Tours
    Presse Culture · ce soir à 18 h 54
    http://presse.example/11
    « La Loire cherche un *chargé de communication*. »
    Pourquoi : règle « offres » : Chargé de communication

--
Vue ce soir à 18 h 54.
Prochaine lettre : demain 7 h 30.
Arrêter, ou changer quelque chose : écrivez à veille@example.org
', '<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<meta name="x-apple-disable-message-reformatting">
<meta name="referrer" content="no-referrer">
<title>Chargé de communication à Tours</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; overflow-wrap: break-word; word-break: break-word; }
.title a { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 3px; text-decoration-color: #b9b2a4; }
.title a:hover, .title a:focus { text-decoration-color: currentColor; }
.title a:visited { color: #57534b; }
.heading, .title { text-wrap: balance; }
p { text-wrap: pretty; }
.lead, .count, .number { font-variant-numeric: tabular-nums; }
@media (min-width: 600px) {
  .sheet { padding: 40px 32px 56px !important; }
  .heading { font-size: 32px !important; }
}
@media (max-width: 479px) {
  .rows tr { display: block; padding: 8px 0; border-bottom: 1px solid #ddd7cb; }
  .rows td { display: inline-block; padding: 0 12px 0 0 !important; border: 0 !important; }
  .rows td:last-child { display: block; padding: 2px 0 0 !important; }
  .rows td:first-child .below { display: inline !important; padding-left: 4px; }
}
@media (min-width: 680px) {
  .number { display: inline-block; width: 32px; margin-left: -32px; }
}
@media (prefers-color-scheme: dark) {
  body, .paper { background: #17181a !important; }
  body, .ink, .title a { color: #ece7dd !important; }
  .title a { text-decoration-color: #5d5f63 !important; }
  .title a:visited { color: #b9b4aa !important; }
  .grey { color: #a7a298 !important; }
  .accent { color: #86cdc8 !important; }
  .soon { color: #ffb08a !important; }
  .found { background: #5a4710 !important; color: #fff2c9 !important; }
  .rule, .rows tr { border-color: #37393d !important; }
}
@media print {
  body, .paper { background: none !important; }
  .part, .story { break-inside: avoid; }
}
</style>
</head>
<body class="paper ink" style="margin:0;padding:0;background:#fbfaf6;color:#1d1b18;">
<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all;">Presse Culture · ce soir à 18 h 54 · La Loire cherche un chargé de communication.</div>
<!--[if mso]><table role="presentation" width="640" align="center"><tr><td><![endif]-->
<main class="sheet" style="display:block;max-width:576px;margin:0 auto;padding:24px 16px 40px;">
<header>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:12px;line-height:1.5;font-weight:600;letter-spacing:.09em;text-transform:uppercase;margin:0;color:#67625a;">Veille d’Inès · alerte</p>
<h1 class="heading ink" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:26px;line-height:1.2;font-weight:600;letter-spacing:-.01em;margin:6px 0 0;color:#1d1b18;">Offres</h1>
</header>

<section class="part" style="margin:28px 0 0;">
<article class="story" style="margin:14px 0 0;">
<h3 class="title ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:19px;line-height:1.3;font-weight:600;margin:0;color:#1d1b18;"><span class="number grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;font-weight:400;color:#67625a;">1&nbsp;</span><a href="http://presse.example/11" style="color:#1d1b18;">Chargé de communication à Tours</a></h3>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;">Presse Culture · ce soir à 18 h 54</p>
<p class="ink" dir="auto" style="font-family:&#39;Iowan Old Style&#39;,&#39;Palatino Linotype&#39;,Palatino,Georgia,&#39;Times New Roman&#39;,serif;font-size:16px;line-height:1.5;margin:8px 0 0;color:#1d1b18;">« La Loire cherche un <mark class="found" style="background:#ffebaa;color:inherit;padding:0 .1em;border-radius:2px;">chargé de communication</mark>. »</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:14px;line-height:1.5;margin:4px 0 0;color:#67625a;margin-top:6px;">Pourquoi : règle « offres » : Chargé de communication</p>
</article>
</section>
<footer class="rule" style="margin:36px 0 0;padding:10px 0 0;border-top:1px solid #ddd7cb;">
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#67625a;">Vue ce soir à 18 h 54.</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#67625a;">Prochaine lettre : demain 7 h 30.</p>
<p class="grey" style="font-family:-apple-system,BlinkMacSystemFont,&#39;Segoe UI&#39;,Roboto,&#39;Helvetica Neue&#39;,Arial,sans-serif;font-size:13px;line-height:1.5;margin:6px 0 0;color:#67625a;">Arrêter, ou changer quelque chose : écrivez à <a class="accent link" href="mailto:veille@example.org" style="color:#0e5a61;">veille@example.org</a></p>
</footer>
</main>
<!--[if mso]></td></tr></table><![endif]-->
</body>
</html>', '["head\t🔔 Offres", "title\t1. Chargé de communication à Tours\nurl\thttp://presse.example/11\nbyline\tPresse Culture · ce soir à 18 h 54\nexcerpt\tLa Loire cherche un \u0002chargé de communication\u0003.\nwhy\tPourquoi : règle « offres » : Chargé de communication", "text\tVue ce soir à 18 h 54.\ntext\tProchaine lettre : demain 7 h 30.\ntext\tArrêter, ou changer quelque chose : écrivez à veille@example.org"]', '', 'pending', 1795542840, 1795542840, 1795715640, 0, NULL, 0, NULL, '', 0, NULL);
INSERT INTO "message" VALUES (10, 'say', '', 'ines@example.org', 'say:1', 's-1@example.org', '', 'Un mot', 'Un mot.', '<p>Un mot.</p>', '["Un mot."]', '', 'dropped', 1795424400, 1795424400, 1795428000, 0, NULL, 0, NULL, 'dropped by hand', 0, NULL);
INSERT INTO "message" VALUES (11, 'alert', '', 'ines@example.org', 'alert:9999:ines@example.org', 'a-held@example.org', 'Offres', 'Plus tard', 'Texte.', '<p>Texte.</p>', '["Texte."]', '', 'held', 1795536000, 1795600000, 1795700000, 0, NULL, 0, NULL, '', 0, NULL);
INSERT INTO "delivery" VALUES (1, 1, 1795420800, 1795420800, 'sent', '');
INSERT INTO "delivery" VALUES (2, 2, 1795424400, 1795424400, 'sent', '');
INSERT INTO "delivery" VALUES (3, 3, 1795435200, 1795435200, 'sent', '');
INSERT INTO "delivery" VALUES (4, 4, 1795453560, 1795453560, 'transient', '127.0.0.1 answered 451 4.7.1 later please');
INSERT INTO "delivery" VALUES (5, 4, 1795460400, 1795460400, 'permanent', '127.0.0.1 answered 550 5.1.1 no such user');
INSERT INTO "delivery" VALUES (6, 5, 1795460400, 1795460400, 'permanent', '127.0.0.1 answered 550 5.1.1 no such user');
INSERT INTO "delivery" VALUES (7, 6, 1795502160, 1795502160, 'sent', '');
INSERT INTO "delivery" VALUES (8, 7, 1795539960, 1795539960, 'transient', '127.0.0.1 answered 451 4.7.1 later please');
INSERT INTO "delivery" VALUES (9, 8, 1795541400, 1795541400, 'transient', '127.0.0.1 answered 451 4.7.1 later please');
INSERT INTO "delivery" VALUES (10, 7, 1795541400, 1795541400, 'transient', '127.0.0.1 answered 451 4.7.1 later please');
INSERT INTO "delivery" VALUES (11, 8, 1795542840, NULL, '', '');
INSERT INTO "owed" VALUES (1, 4, 6, 'ines@example.org', 1795424400, 2, 0);
INSERT INTO "owed" VALUES (2, 5, 7, 'ines@example.org', 1795424400, 2, 0);
INSERT INTO "owed" VALUES (3, 9, 11, 'ines@example.org', 1795435200, NULL, 0);
INSERT INTO "owed" VALUES (4, 10, 12, 'ines@example.org', 1795435200, NULL, 1795541400);
INSERT INTO "owed" VALUES (5, 11, 13, 'ines@example.org', 1795541400, 8, 0);
INSERT INTO "owed" VALUES (6, 12, 14, 'ines@example.org', 1795542840, 9, 0);
INSERT INTO "period" VALUES ('equipe', 1795453560, 1795420800, 1795453560);
INSERT INTO "period" VALUES ('equipe', 1795539960, 1795453560, 1795539960);
INSERT INTO "period" VALUES ('matin', 1795502160, 1795420800, 1795502160);
INSERT INTO "recipient" VALUES ('ines@example.org', 1, 1795541400, 1795541400, 0, '127.0.0.1 answered 451 4.7.1 later please', NULL);
INSERT INTO "recipient" VALUES ('paul@example.org', 4, 1795453560, 1795541400, 1795541429, '127.0.0.1 answered 451 4.7.1 later please', 1795453560);
INSERT INTO "pause" VALUES ('livre', 1795431600, 1796295600);
INSERT INTO "setting" VALUES ('began', '1795420800');
INSERT INTO "setting" VALUES ('cut:equipe:paul@example.org', '[]');
INSERT INTO "setting" VALUES ('cut:matin:ines@example.org', '[3, 4]');
INSERT INTO "setting" VALUES ('digests', '{"matin": [1795420800, ["ines@example.org"]], "equipe": [1795420800, ["paul@example.org"]]}');
INSERT INTO "setting" VALUES ('first_letter', '1795420800');
INSERT INTO "setting" VALUES ('items_used', '14');
INSERT INTO "setting" VALUES ('marks_changed', '2');
INSERT INTO "setting" VALUES ('network', '{"down": 1795500000, "told": false}');
INSERT INTO "setting" VALUES ('network_down', '1795500000');
INSERT INTO "setting" VALUES ('topic:Appels', '1795420800');
INSERT INTO "setting" VALUES ('topic:Employeurs', '1795420800');
INSERT INTO "setting" VALUES ('topic:Livre', '1795420800');
INSERT INTO "setting" VALUES ('topic:Offres', '1795420800');
INSERT INTO "setting" VALUES ('topic:Vous', '1795420800');
INSERT INTO "name" VALUES ('confluence', 'fabrique confluence', 'bcc2ea56bbb5faff794570c3d6479d73b3d759ba661d2b0f101509b3e4096493', 1795420800, 1795420800, 1795420800);
INSERT INTO "name" VALUES ('moi', 'ines morel-dupuis', '76bcc4c5bb82f014a222cc09c7abd89117e71cf8bbda51198c2aac144ebb3f48', 1795420800, 1795420800, 1795420800);
INSERT INTO "mark" VALUES (1, 8, 'moi', 'yes', '', 1795428000, 'http://presse.example/6', 'presse.example', '["resultats", "cross", "morel", "dupuis", "roth"]');
INSERT INTO "mark" VALUES (2, 9, 'moi', 'no', '', 1795428000, 'http://presse.example/7', 'presse.example', '["selestat", "impose", "handball", "ines", "morel", "dupuis", "marque"]');
INSERT INTO "mark" VALUES (3, 1, '', 'pick', '', 1795428000, 'http://presse.example/1', 'presse.example', '[]');
INSERT INTO "mark" VALUES (4, 2, '', 'noise', '', 1795428000, 'http://presse.example/2', 'presse.example', '[]');
INSERT INTO "mark" VALUES (5, 3, '', 'note', 'en parler à Paul', 1795428000, 'http://presse.example/3', 'presse.example', '[]');
INSERT INTO "answer" VALUES (1, 1, 'moi', 'duckduckgo', 1795424400, '["duckduckgo"]', '{}');
INSERT INTO "answer" VALUES (2, 1, 'moi', 'duckduckgo', 1795510800, '[]', '{"duckduckgo": "a captcha"}');
INSERT INTO "position" VALUES (1, 1, X'00112233445566778899AABBCCDDEEFF', 5, 'http://presse.example/5', 'Les réserves ouvertes', '["duckduckgo"]');
INSERT INTO "position" VALUES (1, 2, X'FFEEDDCCBBAA99887766554433221100', 0, 'https://ailleurs.example/ines', 'Inès', '["duckduckgo"]');
INSERT INTO "movement" VALUES (1, 1, 'moi', 1795424400, 'new', 2, NULL, X'FFEEDDCCBBAA99887766554433221100', 0, 'https://ailleurs.example/ines', 'Inès', 1795424460);
INSERT INTO "budget" VALUES ('brave', '2026-11', 17);
INSERT INTO item_fts(item_fts) VALUES('rebuild');
