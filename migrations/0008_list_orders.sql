DROP INDEX `mention_state`;--> statement-breakpoint
CREATE INDEX `mention_state` ON `mention` (`state`,`kind`,`at`);--> statement-breakpoint
DROP INDEX `request_gitlab_author`;--> statement-breakpoint
CREATE INDEX `request_gitlab_author` ON `request` (`gitlab_author`) WHERE gitlab_author IS NOT NULL;--> statement-breakpoint
CREATE INDEX `tool_to_product` ON `tool` (CASE category WHEN 'integrate' THEN 1 WHEN 'improve-integrate' THEN 1 ELSE 0 END,`priority`,`id`,`state`);