CREATE TABLE `checklist_item` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`promise_id` integer NOT NULL,
	`what` text NOT NULL,
	`state` text NOT NULL,
	`note` text,
	`by` text,
	`at` integer,
	FOREIGN KEY (`promise_id`) REFERENCES `promise`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `checklist_item_promise` ON `checklist_item` (`promise_id`,`id`);--> statement-breakpoint
CREATE TABLE `contribution` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tool_id` integer NOT NULL,
	`request_id` integer,
	`project_path` text NOT NULL,
	`iid` integer NOT NULL,
	`url` text NOT NULL,
	`title` text NOT NULL,
	`state` text NOT NULL,
	`contributor_id` text NOT NULL,
	`reviewer_id` text,
	`at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`tool_id`) REFERENCES `tool`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contribution_merge_request` ON `contribution` (`project_path`,`iid`);--> statement-breakpoint
CREATE INDEX `contribution_state` ON `contribution` (`state`,`at`);--> statement-breakpoint
CREATE INDEX `contribution_tool` ON `contribution` (`tool_id`);--> statement-breakpoint
CREATE TABLE `milestone` (
	`id` integer PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`state` text NOT NULL,
	`start_date` text,
	`due_date` text,
	`url` text NOT NULL,
	`open_issues` integer,
	`open_weight` integer,
	`done_issues` integer,
	`done_weight` integer,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `milestone_due` ON `milestone` (`state`,`due_date`);--> statement-breakpoint
ALTER TABLE `planned_work` ADD `milestone_id` integer;--> statement-breakpoint
CREATE INDEX `planned_work_issue` ON `planned_work` (`project_id`,`iid`);--> statement-breakpoint
ALTER TABLE `request_person` ADD `muted` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `tool_person` ADD `asked` integer DEFAULT false NOT NULL;