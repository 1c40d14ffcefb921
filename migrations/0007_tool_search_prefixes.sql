DROP TABLE `tool_search`;--> statement-breakpoint
CREATE VIRTUAL TABLE `tool_search` USING fts5(name, body, prefix = '3 4 5 6 7 8', tokenize = 'porter unicode61 remove_diacritics 2');--> statement-breakpoint
INSERT INTO `tool_search` (rowid, name, body) SELECT `id`, `name`, `purpose` || char(10) || `users` || char(10) || `owning_team` || char(10) || coalesce(`project`, '') FROM `tool`;
