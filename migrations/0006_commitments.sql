CREATE TABLE `absence` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`person_id` text NOT NULL,
	`from` text NOT NULL,
	`to` text NOT NULL,
	`at` integer NOT NULL,
	`ended_at` integer,
	`ended_by` text
);
--> statement-breakpoint
CREATE INDEX `absence_person` ON `absence` (`person_id`,`to`);--> statement-breakpoint
CREATE INDEX `absence_to` ON `absence` (`to`);--> statement-breakpoint
CREATE TABLE `calendar_version` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`from` integer NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `clock` (
	`outage_id` integer NOT NULL,
	`clock` text NOT NULL,
	`state` text NOT NULL,
	`level` text,
	`due_at` integer,
	`no_due` text,
	`breached_at` integer,
	`told_at` integer,
	`ended_at` integer,
	`next_at` integer,
	`next_share` real,
	`snoozed_until` integer,
	`acknowledged_by` text,
	`calendar` integer NOT NULL,
	PRIMARY KEY(`outage_id`, `clock`),
	FOREIGN KEY (`outage_id`) REFERENCES `outage`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `clock_next` ON `clock` (`next_at`);--> statement-breakpoint
CREATE INDEX `clock_calendar` ON `clock` (`state`,`calendar`);--> statement-breakpoint
CREATE INDEX `clock_due` ON `clock` (`state`,`due_at`);--> statement-breakpoint
CREATE TABLE `clock_reminder` (
	`outage_id` integer NOT NULL,
	`clock` text NOT NULL,
	`share` real NOT NULL,
	`person_id` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`outage_id`, `clock`, `share`),
	FOREIGN KEY (`outage_id`) REFERENCES `outage`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `outage` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`draft_id` text,
	`tool_id` integer,
	`project_id` integer,
	`iid` integer,
	`url` text,
	`title` text NOT NULL,
	`what` text NOT NULL,
	`since` integer,
	`blocks` text,
	`confidential` integer DEFAULT false NOT NULL,
	`reported_by` text,
	`author` text,
	`opened_at` integer NOT NULL,
	`state` text NOT NULL,
	`assignees` text NOT NULL,
	`assignee_id` text,
	`triaged` integer DEFAULT false NOT NULL,
	`not_blocking` text,
	`read_at` integer,
	`at` integer NOT NULL,
	FOREIGN KEY (`tool_id`) REFERENCES `tool`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outage_issue` ON `outage` (`project_id`,`iid`);--> statement-breakpoint
CREATE UNIQUE INDEX `outage_draft` ON `outage` (`draft_id`);--> statement-breakpoint
CREATE INDEX `outage_tool` ON `outage` (`tool_id`,`opened_at`);--> statement-breakpoint
CREATE INDEX `outage_state` ON `outage` (`state`,`opened_at`);--> statement-breakpoint
CREATE INDEX `outage_assignee` ON `outage` (`assignee_id`,`state`);--> statement-breakpoint
CREATE TABLE `outage_event` (
	`outage_id` integer NOT NULL,
	`key` text NOT NULL,
	`event` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`outage_id`, `key`),
	FOREIGN KEY (`outage_id`) REFERENCES `outage`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `review` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tool_id` integer NOT NULL,
	`owner_id` text,
	`due_at` integer NOT NULL,
	`state` text NOT NULL,
	`answers` text NOT NULL,
	`evidence` text,
	`zombie_at` integer,
	`chased_at` integer,
	`opened_at` integer NOT NULL,
	`ended_at` integer,
	`ended_by` text,
	FOREIGN KEY (`tool_id`) REFERENCES `tool`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `review_tool` ON `review` (`tool_id`,`id`);--> statement-breakpoint
CREATE INDEX `review_state` ON `review` (`state`,`due_at`);--> statement-breakpoint
CREATE TABLE `review_voice` (
	`review_id` integer NOT NULL,
	`person_id` text NOT NULL,
	`still` text NOT NULL,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`review_id`, `person_id`),
	FOREIGN KEY (`review_id`) REFERENCES `review`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sign` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tool_id` integer NOT NULL,
	`kind` text NOT NULL,
	`target` text NOT NULL,
	`every_minutes` integer NOT NULL,
	`seen_at` integer,
	`trouble` text,
	`missing_since` integer,
	`asked_at` integer,
	`known` text,
	`muted_until` integer,
	`next_at` integer NOT NULL,
	`set_by` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`tool_id`) REFERENCES `tool`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sign_next` ON `sign` (`next_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `sign_tool` ON `sign` (`tool_id`,`kind`,`target`);--> statement-breakpoint
CREATE TABLE `tool_token` (
	`tool_id` integer PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`made_by` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`tool_id`) REFERENCES `tool`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
DROP INDEX `tool_priority`;--> statement-breakpoint
DROP INDEX `tool_owner`;--> statement-breakpoint
CREATE INDEX `tool_list` ON `tool` (`priority`,`id`,`state`,`category`,`criticality`,`health_level`,`owner_id`);--> statement-breakpoint
CREATE INDEX `tool_category` ON `tool` (`category`,`criticality`,`health_level`,`state`,`priority`,`id`,`owner_id`);--> statement-breakpoint
CREATE INDEX `tool_request` ON `tool` (`request_id`);--> statement-breakpoint
CREATE INDEX `tool_project` ON `tool` (lower("project"));--> statement-breakpoint
CREATE INDEX `tool_owner` ON `tool` (`owner_id`,`priority`,`id`,`state`,`category`,`criticality`,`health_level`);--> statement-breakpoint
DROP INDEX `promise_owner`;--> statement-breakpoint
CREATE INDEX `promise_next` ON `promise` (`state`,CASE WHEN "snoozed_until" > "due_at" THEN "snoozed_until" ELSE "due_at" END);--> statement-breakpoint
CREATE INDEX `promise_kind` ON `promise` (`kind`,`state`);--> statement-breakpoint
CREATE INDEX `promise_owner` ON `promise` (`owner_id`,`state`,`due_at`);--> statement-breakpoint
DROP INDEX `request_person_person`;--> statement-breakpoint
CREATE INDEX `request_person_person` ON `request_person` (`person_id`,`request_id`);--> statement-breakpoint
DROP INDEX `signature_person`;--> statement-breakpoint
CREATE INDEX `signature_person` ON `signature` (`person_id`,`state`,`asked_at`);--> statement-breakpoint
CREATE INDEX `request_claimed` ON `request` (`claimed_by`,`state`) WHERE claimed_by IS NOT NULL;--> statement-breakpoint
CREATE INDEX `request_contact` ON `request` (`contact_id`) WHERE contact_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `request_asked_requester` ON `request` (`requester_id`) WHERE state = 'needs information';--> statement-breakpoint
CREATE INDEX `request_asked_contact` ON `request` (`contact_id`) WHERE state = 'needs information';--> statement-breakpoint
CREATE INDEX `slack_message_place` ON `slack_message` (`channel`,`ts`);--> statement-breakpoint
CREATE INDEX `work_item_reference` ON `work_item` (lower("reference"));