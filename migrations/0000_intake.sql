CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`subject` text NOT NULL,
	`action` text NOT NULL,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_subject` ON `audit` (`subject`,`id`);--> statement-breakpoint
CREATE TABLE `channel` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`is_private` integer DEFAULT false NOT NULL,
	`is_shared` integer DEFAULT false NOT NULL,
	`is_archived` integer DEFAULT false NOT NULL,
	`bot_is_member` integer DEFAULT false NOT NULL,
	`members_kept` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE INDEX `channel_name` ON `channel` (`name`);--> statement-breakpoint
CREATE TABLE `channel_member` (
	`channel_id` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`channel_id`, `person_id`)
);
--> statement-breakpoint
CREATE TABLE `draft` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`form` text NOT NULL,
	`step` integer NOT NULL,
	`answers` text NOT NULL,
	`origin` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `draft_person` ON `draft` (`person_id`,`updated_at`);--> statement-breakpoint
CREATE TABLE `entry` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`request_id` integer NOT NULL,
	`kind` text NOT NULL,
	`author_id` text,
	`author_name` text NOT NULL,
	`text` text NOT NULL,
	`link` text,
	`said_at` integer NOT NULL,
	`key` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `entry_key` ON `entry` (`key`);--> statement-breakpoint
CREATE INDEX `entry_request` ON `entry` (`request_id`,`id`);--> statement-breakpoint
CREATE TABLE `fact` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `gitlab_person` (
	`username` text PRIMARY KEY NOT NULL,
	`person_id` text,
	`by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mention` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`project_id` integer NOT NULL,
	`iid` integer NOT NULL,
	`note_id` integer NOT NULL,
	`title` text NOT NULL,
	`text` text NOT NULL,
	`url` text NOT NULL,
	`confidential` integer DEFAULT false NOT NULL,
	`author_name` text NOT NULL,
	`author_username` text NOT NULL,
	`state` text NOT NULL,
	`answer` text,
	`ended_by` text,
	`at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mention_place` ON `mention` (`project_id`,`iid`,`note_id`);--> statement-breakpoint
CREATE INDEX `mention_state` ON `mention` (`state`,`at`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`lane` text NOT NULL,
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`needs` text,
	`payload` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`unknown` integer DEFAULT false NOT NULL,
	`not_before` integer NOT NULL,
	`leased_until` integer NOT NULL,
	`error` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outbox_lane` ON `outbox` (`lane`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`state`,`not_before`);--> statement-breakpoint
CREATE INDEX `outbox_key` ON `outbox` (`key`);--> statement-breakpoint
CREATE TABLE `person` (
	`id` text PRIMARY KEY NOT NULL,
	`team_id` text NOT NULL,
	`name` text NOT NULL,
	`email` text,
	`time_zone` text NOT NULL,
	`kind` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE INDEX `person_email` ON `person` (`email`);--> statement-breakpoint
CREATE TABLE `question` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`asker_id` text NOT NULL,
	`topic` text NOT NULL,
	`text` text NOT NULL,
	`state` text NOT NULL,
	`ended_by` text,
	`request_id` integer,
	`draft_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `question_draft` ON `question` (`draft_id`);--> statement-breakpoint
CREATE INDEX `question_state` ON `question` (`state`,`created_at`);--> statement-breakpoint
CREATE TABLE `request` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`door` text NOT NULL,
	`title` text NOT NULL,
	`answers` text NOT NULL,
	`state` text NOT NULL,
	`sensitive` integer DEFAULT false NOT NULL,
	`origin` text NOT NULL,
	`requester_id` text,
	`author_name` text NOT NULL,
	`gitlab_author` text,
	`contact_id` text,
	`claimed_by` text,
	`reason` text,
	`duplicate_of` integer,
	`asked` text,
	`draft_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `request_draft` ON `request` (`draft_id`);--> statement-breakpoint
CREATE INDEX `request_state` ON `request` (`state`,`created_at`);--> statement-breakpoint
CREATE INDEX `request_requester` ON `request` (`requester_id`,`id`);--> statement-breakpoint
CREATE INDEX `request_gitlab_author` ON `request` (`gitlab_author`);--> statement-breakpoint
CREATE TABLE `request_person` (
	`request_id` integer NOT NULL,
	`person_id` text NOT NULL,
	`role` text NOT NULL,
	`use_case` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`request_id`, `person_id`, `role`),
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `request_person_person` ON `request_person` (`person_id`);--> statement-breakpoint
CREATE TABLE `seen` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `seen_at` ON `seen` (`at`);--> statement-breakpoint
CREATE TABLE `slack_message` (
	`key` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`ts` text NOT NULL,
	`fingerprint` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `user_group` (
	`id` text PRIMARY KEY NOT NULL,
	`handle` text NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `user_group_member` (
	`group_id` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`group_id`, `person_id`)
);
--> statement-breakpoint
CREATE TABLE `work_item` (
	`request_id` integer PRIMARY KEY NOT NULL,
	`project_id` integer NOT NULL,
	`iid` integer NOT NULL,
	`url` text NOT NULL,
	`reference` text NOT NULL,
	`adopted` integer DEFAULT false NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `work_item_issue` ON `work_item` (`project_id`,`iid`);