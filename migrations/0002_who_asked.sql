ALTER TABLE `inbox` ADD `tries` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `request` ADD `asked_by` text;--> statement-breakpoint
CREATE INDEX `user_group_member_person` ON `user_group_member` (`person_id`);