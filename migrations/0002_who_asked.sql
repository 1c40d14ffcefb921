ALTER TABLE `inbox` ADD `tries` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `request` ADD `asked_by` text;