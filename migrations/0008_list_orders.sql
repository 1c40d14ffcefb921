DROP INDEX `mention_state`;--> statement-breakpoint
CREATE INDEX `mention_state` ON `mention` (`state`,`kind`,`at`);--> statement-breakpoint
CREATE INDEX `tool_to_product` ON `tool` (CASE category WHEN 'integrate' THEN 1 WHEN 'improve-integrate' THEN 1 ELSE 0 END,`priority`,`id`,`state`);