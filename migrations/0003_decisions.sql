CREATE TABLE `assessment_answer` (
	`request_id` integer NOT NULL,
	`field` text NOT NULL,
	`answer` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`request_id`, `field`),
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `capacity` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`what` text NOT NULL,
	`until` text NOT NULL,
	`tool_ids` text NOT NULL,
	`reported_by` text NOT NULL,
	`at` integer NOT NULL,
	`ended_at` integer,
	`ended_by` text
);
--> statement-breakpoint
CREATE TABLE `decision` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`request_id` integer NOT NULL,
	`outcome` text NOT NULL,
	`state` text NOT NULL,
	`basis` text NOT NULL,
	`conditions` text NOT NULL,
	`details` text NOT NULL,
	`assessed` text NOT NULL,
	`metric` text NOT NULL,
	`proposed_by` text NOT NULL,
	`proposed_at` integer NOT NULL,
	`decided_by` text,
	`final_at` integer,
	`ended_reason` text,
	`supersedes` integer,
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `decision_request` ON `decision` (`request_id`,`id`);--> statement-breakpoint
CREATE INDEX `decision_state` ON `decision` (`state`,`proposed_at`);--> statement-breakpoint
CREATE TABLE `job_slot` (
	`job` text NOT NULL,
	`slot` text NOT NULL,
	`outcome` text NOT NULL,
	`error` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`job`, `slot`)
);
--> statement-breakpoint
CREATE INDEX `job_slot_at` ON `job_slot` (`at`);--> statement-breakpoint
CREATE TABLE `planned_work` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`request_id` integer,
	`tool_id` integer,
	`decision_id` integer,
	`criterion` text,
	`title` text NOT NULL,
	`acceptance` text NOT NULL,
	`weight` integer,
	`milestone` text,
	`project_id` integer,
	`iid` integer,
	`url` text,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tool_id`) REFERENCES `tool`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decision_id`) REFERENCES `decision`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `planned_work_request` ON `planned_work` (`request_id`);--> statement-breakpoint
CREATE INDEX `planned_work_tool` ON `planned_work` (`tool_id`);--> statement-breakpoint
CREATE TABLE `promise` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`request_id` integer,
	`tool_id` integer,
	`decision_id` integer,
	`owner_id` text,
	`what` text NOT NULL,
	`due_at` integer,
	`watch` text,
	`state` text NOT NULL,
	`acknowledged_by` text,
	`snoozed_until` integer,
	`reminded_at` integer,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`ended_by` text,
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tool_id`) REFERENCES `tool`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decision_id`) REFERENCES `decision`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `promise_key` ON `promise` (`key`);--> statement-breakpoint
CREATE INDEX `promise_due` ON `promise` (`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `promise_owner` ON `promise` (`owner_id`,`state`);--> statement-breakpoint
CREATE INDEX `promise_request` ON `promise` (`request_id`);--> statement-breakpoint
CREATE INDEX `promise_tool` ON `promise` (`tool_id`);--> statement-breakpoint
CREATE TABLE `signature` (
	`decision_id` integer NOT NULL,
	`kind` text NOT NULL,
	`role` text NOT NULL,
	`person_id` text NOT NULL,
	`state` text NOT NULL,
	`text` text,
	`asked_at` integer NOT NULL,
	`at` integer,
	PRIMARY KEY(`decision_id`, `kind`, `role`, `person_id`),
	FOREIGN KEY (`decision_id`) REFERENCES `decision`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `signature_person` ON `signature` (`person_id`,`state`);--> statement-breakpoint
CREATE TABLE `tool` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`purpose` text NOT NULL,
	`owning_team` text NOT NULL,
	`owning_team_before` text,
	`project` text,
	`users` text NOT NULL,
	`state` text NOT NULL,
	`criticality` text NOT NULL,
	`category` text NOT NULL,
	`category_reason` text NOT NULL,
	`health` text NOT NULL,
	`health_level` text,
	`support` text NOT NULL,
	`interim` text,
	`scores` text NOT NULL,
	`priority` real NOT NULL,
	`placed` integer,
	`placed_reason` text,
	`value_propositions` text NOT NULL,
	`design_decisions` text NOT NULL,
	`owner_id` text,
	`links` text NOT NULL,
	`request_id` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`operational_at` integer,
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tool_name` ON `tool` (lower("name"));--> statement-breakpoint
CREATE INDEX `tool_priority` ON `tool` (`priority`);--> statement-breakpoint
CREATE INDEX `tool_owner` ON `tool` (`owner_id`);--> statement-breakpoint
CREATE TABLE `tool_person` (
	`tool_id` integer NOT NULL,
	`person_id` text NOT NULL,
	`role` text NOT NULL,
	`muted` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`tool_id`, `person_id`, `role`),
	FOREIGN KEY (`tool_id`) REFERENCES `tool`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tool_person_person` ON `tool_person` (`person_id`);