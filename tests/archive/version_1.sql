-- An archive as schema version 1 laid it out, with sample pages: what an upgrade must cope with.
PRAGMA application_id = 1196114249;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE "about" (
   "name" TEXT PRIMARY KEY NOT NULL,
   "value" TEXT NOT NULL
) STRICT;
INSERT INTO "about" VALUES('folding','1:be53eb65484e65c9');
CREATE TABLE "attachments" (
   "id" INTEGER PRIMARY KEY,
   "document" INTEGER NOT NULL REFERENCES "documents"("id"),
   "url" TEXT NOT NULL,
   "name" TEXT NOT NULL,
   "start" INTEGER NOT NULL,
   "capture" INTEGER REFERENCES "captures"("id"),
   "title" TEXT,
   "text" TEXT,
   "charset" TEXT,
   "findings" TEXT
) STRICT;
INSERT INTO "attachments" VALUES(1,1,'http://127.0.0.1:8320/files/3.pdf','样本附件',0,2,'附件里的复议','附件里的复议表格','{"used":"utf-8","confidence":1.0,"replacements":0,"bom":null,"declared_header":null,"declared_meta":null,"hint":null,"reason":""}','[]');
INSERT INTO "attachments" VALUES(2,2,'http://127.0.0.1:8320/files/3.pdf','样本附件',0,2,'附件里的复议','附件里的复议表格','{"used":"utf-8","confidence":1.0,"replacements":0,"bom":null,"declared_header":null,"declared_meta":null,"hint":null,"reason":""}','[]');
CREATE TABLE "bodies" (
   "sha256" TEXT PRIMARY KEY,
   "size" INTEGER NOT NULL,
   "encoding" TEXT NOT NULL,
   "dictionary" INTEGER REFERENCES "dictionaries"("id"),
   "data" BLOB NOT NULL
) STRICT;
INSERT INTO "bodies" VALUES('3bf4d01832dccbc20a010733f6d241450cd93fccc3f027d062e15daa79fe632d',36,'identity',NULL,X'3C703EE6A0B7E69CACE5B882E694BFE58AA1E585ACE5BC80E5B7A5E4BD9CE8A681E782B9');
INSERT INTO "bodies" VALUES('0cdd4869fb22fa0a0691e9cab9793677b5674d6b58f2479a33e0bfd141d84e5a',11,'identity',NULL,X'255044462D73616D706C65');
INSERT INTO "bodies" VALUES('d0a1429252b4a6d83301f10387353f6ae503522607bfad6acebeed4f8bda60e6',42,'identity',NULL,X'3C703EE6A0B7E69CACE5B882E694BFE58AA1E585ACE5BC80E5B7A5E4BD9CE8A681E782B9E4BFAEE8AEA2');
INSERT INTO "bodies" VALUES('a116aa7818824a9325e82a0a67932168f22b3993318bf18e3357836b2cd685e2',24,'identity',NULL,X'3C703EE6A0B7E69CACE5B882E5B9B4E5BAA6E68AA5E5918A');
CREATE TABLE "captures" (
   "id" INTEGER PRIMARY KEY,
   "run" INTEGER REFERENCES "runs"("id"),
   "url" TEXT NOT NULL,
   "host" TEXT NOT NULL,
   "fetched_at" TEXT NOT NULL,
   "status" INTEGER NOT NULL,
   "headers" TEXT NOT NULL,
   "body_sha256" TEXT REFERENCES "bodies"("sha256"),
   "hints" TEXT NOT NULL
) STRICT;
INSERT INTO "captures" VALUES(1,NULL,'http://127.0.0.1:8320/art/1.html','127.0.0.1','2026-01-01T08:00:00Z',200,'[["Content-Type","text/html; charset=utf-8"]]','3bf4d01832dccbc20a010733f6d241450cd93fccc3f027d062e15daa79fe632d','{"city":"changzhou","column":null,"title":null,"listed_on":null,"charset":null}');
INSERT INTO "captures" VALUES(2,NULL,'http://127.0.0.1:8320/files/3.pdf','127.0.0.1','2026-01-01T08:00:00Z',200,'[["Content-Type","text/html; charset=utf-8"]]','0cdd4869fb22fa0a0691e9cab9793677b5674d6b58f2479a33e0bfd141d84e5a','{"city":"changzhou","column":null,"title":null,"listed_on":null,"charset":null}');
INSERT INTO "captures" VALUES(3,NULL,'http://127.0.0.1:8320/art/1.html','127.0.0.1','2026-01-02T08:00:00Z',200,'[["Content-Type","text/html; charset=utf-8"]]','d0a1429252b4a6d83301f10387353f6ae503522607bfad6acebeed4f8bda60e6','{"city":"changzhou","column":null,"title":null,"listed_on":null,"charset":null}');
INSERT INTO "captures" VALUES(4,NULL,'http://127.0.0.1:8320/art/2.html','127.0.0.1','2026-01-02T08:00:00Z',200,'[["Content-Type","text/html; charset=utf-8"]]','a116aa7818824a9325e82a0a67932168f22b3993318bf18e3357836b2cd685e2','{"city":"changzhou","column":null,"title":null,"listed_on":null,"charset":null}');
CREATE TABLE "checks" (
   "id" INTEGER PRIMARY KEY,
   "document" INTEGER NOT NULL REFERENCES "documents"("id"),
   "attachment" INTEGER REFERENCES "attachments"("id"),
   "check" TEXT NOT NULL,
   "row" TEXT NOT NULL,
   "column" TEXT NOT NULL,
   "expected" ANY,
   "found" ANY,
   "holds" INTEGER
) STRICT;
CREATE TABLE "dictionaries" (
   "id" INTEGER PRIMARY KEY,
   "host" TEXT NOT NULL,
   "trained_at" TEXT NOT NULL,
   "samples" INTEGER NOT NULL,
   "data" BLOB NOT NULL
) STRICT;
CREATE TABLE "documents" (
   "id" INTEGER PRIMARY KEY,
   "url" TEXT NOT NULL,
   "city" TEXT,
   "column" TEXT,
   "version" INTEGER NOT NULL,
   "capture" INTEGER NOT NULL REFERENCES "captures"("id"),
   "current" INTEGER NOT NULL,
   "kind" TEXT NOT NULL,
   "report_year" INTEGER,
   "first_seen" TEXT NOT NULL,
   "last_seen" TEXT NOT NULL,
   "gone_at" TEXT,
   "gone_why" TEXT,
   "redacted_at" TEXT,
   "redacted_why" TEXT,
   "title" TEXT,
   "index_number" TEXT,
   "issuing_body" TEXT,
   "document_number" TEXT,
   "catalogue_title" TEXT,
   "category" TEXT,
   "subject" TEXT,
   "genre" TEXT,
   "keywords" TEXT,
   "summary" TEXT,
   "source" TEXT,
   "validity" TEXT,
   "disclosure" TEXT,
   "views" INTEGER,
   "written_on" TEXT,
   "published_on" TEXT,
   "effective_on" TEXT,
   "repealed_on" TEXT,
   "reader" TEXT NOT NULL,
   "content_sha256" TEXT NOT NULL,
   "labels" TEXT NOT NULL,
   "charset" TEXT NOT NULL,
   "raw_text" TEXT NOT NULL,
   "text" TEXT NOT NULL
) STRICT;
INSERT INTO "documents" VALUES(1,'http://127.0.0.1:8320/art/1.html','changzhou',NULL,1,1,0,'policy',2024,'2026-01-01T08:00:00Z','2026-01-01T08:00:00Z',NULL,NULL,NULL,NULL,'样本市政务公',NULL,NULL,'样政办发〔2024〕3号','样本市政务公',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'gongkai 0.1.0','40d19bc95c653e4701d9b8439eae7ca98f015a5cf06a4acaf3f3c788310f68ad','{"标题":"样本市政务公"}','{"used":"utf-8","confidence":1.0,"replacements":0,"bom":null,"declared_header":null,"declared_meta":null,"hint":null,"reason":""}','样本市政务公开工作要点','样本市政务公开工作要点');
INSERT INTO "documents" VALUES(2,'http://127.0.0.1:8320/art/1.html','changzhou',NULL,2,3,1,'policy',2024,'2026-01-02T08:00:00Z','2026-01-02T08:00:00Z',NULL,NULL,NULL,NULL,'样本市政务公',NULL,NULL,'样政办发〔2024〕3号','样本市政务公',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'gongkai 0.1.0','baac46ea884af14e29524f9f84e0002b3e5780463c359788aa7b22c0ee3f6396','{"标题":"样本市政务公"}','{"used":"utf-8","confidence":1.0,"replacements":0,"bom":null,"declared_header":null,"declared_meta":null,"hint":null,"reason":""}','样本市政务公开工作要点修订','样本市政务公开工作要点修订');
INSERT INTO "documents" VALUES(3,'http://127.0.0.1:8320/art/2.html','changzhou',NULL,1,4,1,'policy',2024,'2026-01-02T08:00:00Z','2026-01-02T08:00:00Z',NULL,NULL,NULL,NULL,'样本市年度报',NULL,NULL,'样政办发〔2024〕3号','样本市年度报',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'gongkai 0.1.0','422eb299b0655de813db087e71df90c4a5f3d5f0197a6e761666df7ad19b190e','{"标题":"样本市年度报"}','{"used":"utf-8","confidence":1.0,"replacements":0,"bom":null,"declared_header":null,"declared_meta":null,"hint":null,"reason":""}','样本市年度报告','样本市年度报告');
CREATE TABLE "figures" (
   "id" INTEGER PRIMARY KEY,
   "document" INTEGER NOT NULL REFERENCES "documents"("id"),
   "attachment" INTEGER REFERENCES "attachments"("id"),
   "table" TEXT NOT NULL,
   "row" TEXT NOT NULL,
   "column" TEXT NOT NULL,
   "value" ANY,
   "certainty" TEXT NOT NULL
) STRICT;
CREATE TABLE "findings" (
   "document" INTEGER NOT NULL REFERENCES "documents"("id"),
   "position" INTEGER NOT NULL,
   "kind" TEXT NOT NULL,
   "start" INTEGER NOT NULL,
   "end" INTEGER NOT NULL,
   "before" TEXT NOT NULL,
   "after" TEXT,
   "certainty" TEXT NOT NULL,
   "rule" TEXT NOT NULL,
   "runner_up" TEXT,
   PRIMARY KEY ("document", "position")
) STRICT;
CREATE TABLE "pages" (
   "id" INTEGER PRIMARY KEY,
   "city" TEXT NOT NULL,
   "url" TEXT NOT NULL,
   "method" TEXT NOT NULL,
   "payload" TEXT NOT NULL,
   "browser" INTEGER NOT NULL,
   "role" TEXT NOT NULL,
   "parse" TEXT,
   "arguments" TEXT NOT NULL,
   "kind" TEXT,
   "column" TEXT,
   "title" TEXT,
   "listed_on" TEXT,
   "referer" TEXT,
   "state" TEXT NOT NULL,
   "reason" TEXT,
   "run" INTEGER REFERENCES "runs"("id"),
   "leased_until" TEXT,
   "attempts" INTEGER NOT NULL,
   "due_at" TEXT,
   "interval" INTEGER NOT NULL,
   "settled_at" TEXT,
   "etag" TEXT,
   "last_modified" TEXT,
   "body_sha256" TEXT,
   "redirected_to" TEXT
) STRICT;
CREATE TABLE "redactions" (
   "url" TEXT PRIMARY KEY,
   "at" TEXT NOT NULL,
   "why" TEXT NOT NULL,
   "bodies" TEXT NOT NULL
) STRICT;
CREATE TABLE "runs" (
   "id" INTEGER PRIMARY KEY,
   "city" TEXT,
   "started_at" TEXT NOT NULL,
   "finished_at" TEXT,
   "state" TEXT NOT NULL,
   "process" TEXT NOT NULL,
   "user_agent" TEXT,
   "version" TEXT NOT NULL,
   "stats" TEXT NOT NULL
) STRICT;
CREATE TABLE "sections" (
   "document" INTEGER NOT NULL REFERENCES "documents"("id"),
   "position" INTEGER NOT NULL,
   "number" INTEGER NOT NULL,
   "title" TEXT NOT NULL,
   "start" INTEGER NOT NULL,
   "end" INTEGER NOT NULL,
   PRIMARY KEY ("document", "position")
) STRICT;
CREATE TABLE "visits" (
   "id" INTEGER PRIMARY KEY,
   "run" INTEGER REFERENCES "runs"("id"),
   "url" TEXT NOT NULL,
   "at" TEXT NOT NULL,
   "outcome" TEXT NOT NULL,
   "document" INTEGER REFERENCES "documents"("id"),
   "capture" INTEGER REFERENCES "captures"("id")
) STRICT;
INSERT INTO "visits" VALUES(1,NULL,'http://127.0.0.1:8320/art/1.html','2026-01-01T08:00:00Z','new',1,1);
INSERT INTO "visits" VALUES(2,NULL,'http://127.0.0.1:8320/files/3.pdf','2026-01-01T08:00:00Z','new',1,2);
INSERT INTO "visits" VALUES(3,NULL,'http://127.0.0.1:8320/art/1.html','2026-01-02T08:00:00Z','changed',2,3);
INSERT INTO "visits" VALUES(4,NULL,'http://127.0.0.1:8320/art/2.html','2026-01-02T08:00:00Z','new',3,4);
CREATE TABLE "witnesses" (
   "document" INTEGER NOT NULL REFERENCES "documents"("id"),
   "position" INTEGER NOT NULL,
   "field" TEXT NOT NULL,
   "value" TEXT NOT NULL,
   "source" TEXT NOT NULL,
   PRIMARY KEY ("document", "position")
) STRICT;
CREATE INDEX "idx_runs_city_started_at"
    ON "runs" ("city", "started_at");
CREATE INDEX "idx_pages_city_state_role"
    ON "pages" ("city", "state", "role");
CREATE UNIQUE INDEX "idx_pages_city_url_method_payload_browser"
    ON "pages" ("city", "url", "method", "payload", "browser");
CREATE INDEX "idx_dictionaries_host"
    ON "dictionaries" ("host");
CREATE INDEX "idx_captures_url_fetched_at"
    ON "captures" ("url", "fetched_at");
CREATE INDEX "idx_captures_host"
    ON "captures" ("host");
CREATE INDEX "idx_captures_body_sha256"
    ON "captures" ("body_sha256");
CREATE INDEX "idx_captures_run"
    ON "captures" ("run");
CREATE INDEX "idx_documents_current_city_kind_report_year"
    ON "documents" ("current", "city", "kind", "report_year");
CREATE INDEX "idx_documents_current_published_on"
    ON "documents" ("current", "published_on");
CREATE INDEX "idx_documents_document_number"
    ON "documents" ("document_number");
CREATE INDEX "idx_documents_capture"
    ON "documents" ("capture");
CREATE UNIQUE INDEX "idx_documents_url_version"
    ON "documents" ("url", "version");
CREATE INDEX "idx_visits_url_at"
    ON "visits" ("url", "at");
CREATE INDEX "idx_visits_outcome_at"
    ON "visits" ("outcome", "at");
CREATE INDEX "idx_visits_document"
    ON "visits" ("document");
CREATE INDEX "idx_visits_capture"
    ON "visits" ("capture");
CREATE INDEX "idx_findings_kind"
    ON "findings" ("kind");
CREATE INDEX "idx_attachments_document"
    ON "attachments" ("document");
CREATE INDEX "idx_attachments_url"
    ON "attachments" ("url");
CREATE INDEX "idx_attachments_capture"
    ON "attachments" ("capture");
CREATE INDEX "idx_figures_document"
    ON "figures" ("document");
CREATE INDEX "idx_figures_table_row_column"
    ON "figures" ("table", "row", "column");
CREATE INDEX "idx_figures_attachment"
    ON "figures" ("attachment");
CREATE INDEX "idx_checks_document"
    ON "checks" ("document");
CREATE INDEX "idx_checks_attachment"
    ON "checks" ("attachment");
CREATE VIEW "changes" AS 
        SELECT visits.at, visits.outcome, visits.url, visits.document, documents.version,
               documents.city, documents.kind, documents.report_year, documents.title
        FROM visits LEFT JOIN documents ON documents.id = visits.document
        WHERE visits.outcome IN ('new', 'changed', 'gone', 'back');
CREATE VIRTUAL TABLE documents_fts USING fts5(
    title, body, document_number, issuing_body, attachments,
    content='', tokenize="unicode61 remove_diacritics 0 categories 'C* L* M* N* P* S*'"
);
COMMIT;
