CREATE VIRTUAL TABLE `request_search` USING fts5(title, body, tokenize = 'porter unicode61 remove_diacritics 2');
