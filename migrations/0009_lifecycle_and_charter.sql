CREATE TABLE `adoption` (
	`tool_id` integer NOT NULL,
	`day` text NOT NULL,
	`tool` integer,
	`feature` integer,
	`posted` integer DEFAULT false NOT NULL,
	`by` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`tool_id`) REFERENCES `tool`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `adoption_day` ON `adoption` (`tool_id`,`day`);--> statement-breakpoint
CREATE TABLE `stage` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`tool_id` integer,
	`request_id` integer,
	`from_id` integer,
	`name` text NOT NULL,
	`state` text NOT NULL,
	`phase` text NOT NULL,
	`details` text NOT NULL,
	`owner_id` text,
	`draft_id` text,
	`project_id` integer,
	`iid` integer,
	`url` text,
	`reference` text,
	`trouble` text,
	`read_at` integer,
	`started_by` text,
	`started_at` integer NOT NULL,
	`ended_by` text,
	`ended_at` integer,
	`why` text,
	FOREIGN KEY (`tool_id`) REFERENCES `tool`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stage_draft` ON `stage` (`draft_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `stage_issue` ON `stage` (`project_id`,`iid`);--> statement-breakpoint
CREATE INDEX `stage_tool` ON `stage` (`tool_id`,`state`);--> statement-breakpoint
CREATE INDEX `stage_request` ON `stage` (`request_id`);--> statement-breakpoint
CREATE INDEX `stage_state` ON `stage` (`state`,`kind`);--> statement-breakpoint
CREATE INDEX `stage_owner` ON `stage` (`owner_id`,`state`);--> statement-breakpoint
CREATE TABLE `stage_item` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`stage_id` integer NOT NULL,
	`list` text NOT NULL,
	`key` text NOT NULL,
	`state` text NOT NULL,
	`assignee_id` text,
	`due_on` text,
	`link` text,
	`note` text,
	`by` text,
	`at` integer,
	FOREIGN KEY (`stage_id`) REFERENCES `stage`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stage_item_key` ON `stage_item` (`stage_id`,`list`,`key`);--> statement-breakpoint
CREATE INDEX `stage_item_assignee` ON `stage_item` (`assignee_id`,`state`);--> statement-breakpoint
CREATE INDEX `stage_item_due` ON `stage_item` (`state`,`due_on`);--> statement-breakpoint
CREATE TABLE `stage_notice` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`stage_id` integer NOT NULL,
	`date` text NOT NULL,
	`days_before` integer NOT NULL,
	`due_at` integer NOT NULL,
	`sent_at` integer,
	FOREIGN KEY (`stage_id`) REFERENCES `stage`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stage_notice_one` ON `stage_notice` (`stage_id`,`date`,`days_before`);--> statement-breakpoint
CREATE INDEX `stage_notice_due` ON `stage_notice` (`sent_at`,`due_at`);--> statement-breakpoint
CREATE TABLE `stage_voice` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`stage_id` integer NOT NULL,
	`gate` text NOT NULL,
	`role` text NOT NULL,
	`person_id` text NOT NULL,
	`team` text,
	`state` text NOT NULL,
	`note` text,
	`asked_at` integer NOT NULL,
	`at` integer,
	FOREIGN KEY (`stage_id`) REFERENCES `stage`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stage_voice_one` ON `stage_voice` (`stage_id`,`gate`,`role`,`person_id`);--> statement-breakpoint
CREATE INDEX `stage_voice_person` ON `stage_voice` (`person_id`,`state`);--> statement-breakpoint
CREATE TABLE `value_proposition` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tool_id` integer,
	`stage_id` integer,
	`what` text NOT NULL,
	`parity` text,
	`matches` text DEFAULT '' NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`links` text NOT NULL,
	`project_id` integer,
	`iid` integer,
	`url` text,
	`shipped_at` integer,
	`at` integer NOT NULL,
	FOREIGN KEY (`tool_id`) REFERENCES `tool`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`stage_id`) REFERENCES `stage`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `value_proposition_tool` ON `value_proposition` (`tool_id`,`state`);--> statement-breakpoint
CREATE INDEX `value_proposition_stage` ON `value_proposition` (`stage_id`);--> statement-breakpoint
CREATE INDEX `value_proposition_issue` ON `value_proposition` (`project_id`,`iid`);--> statement-breakpoint
CREATE TABLE `counted_work` (
	`kind` text NOT NULL,
	`gitlab_id` integer NOT NULL,
	`project_id` integer NOT NULL,
	`iid` integer NOT NULL,
	`reference` text NOT NULL,
	`url` text NOT NULL,
	`title` text NOT NULL,
	`state` text NOT NULL,
	`confidential` integer DEFAULT false NOT NULL,
	`author` text NOT NULL,
	`assignees` text NOT NULL,
	`metric` text,
	`workflow` text,
	`candidate` integer DEFAULT false NOT NULL,
	`weight` integer,
	`acceptance` integer DEFAULT false NOT NULL,
	`milestone_id` integer,
	`milestone` text,
	`epic_iid` integer,
	`same_as` text,
	`created_at` integer NOT NULL,
	`merged_at` integer,
	`closed_at` integer,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`kind`, `gitlab_id`)
);
--> statement-breakpoint
CREATE INDEX `counted_work_place` ON `counted_work` (`kind`,`project_id`,`iid`);--> statement-breakpoint
CREATE INDEX `counted_work_merged` ON `counted_work` (`kind`,`merged_at`);--> statement-breakpoint
CREATE INDEX `counted_work_closed` ON `counted_work` (`kind`,`closed_at`);--> statement-breakpoint
CREATE INDEX `counted_work_backlog` ON `counted_work` (`candidate`,`state`,`created_at`);--> statement-breakpoint
CREATE INDEX `counted_work_workflow` ON `counted_work` (`workflow`,`state`);--> statement-breakpoint
CREATE INDEX `counted_work_milestone` ON `counted_work` (`milestone_id`);--> statement-breakpoint
CREATE TABLE `engagement` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`team` text NOT NULL,
	`risks` integer DEFAULT false NOT NULL,
	`every` text NOT NULL,
	`next_at` integer,
	`owner_id` text,
	`contact_id` text,
	`state` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `engagement_next` ON `engagement` (`state`,`next_at`);--> statement-breakpoint
CREATE TABLE `evidence` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`feature_id` integer NOT NULL,
	`kind` text NOT NULL,
	`what` text NOT NULL,
	`link` text,
	`state` text NOT NULL,
	`note` text,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`feature_id`) REFERENCES `feature`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `evidence_feature` ON `evidence` (`feature_id`,`kind`);--> statement-breakpoint
CREATE TABLE `feature` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`workstream` text NOT NULL,
	`name` text NOT NULL,
	`url` text,
	`state` text NOT NULL,
	`reason` text,
	`stage_id` integer,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`stage_id`) REFERENCES `stage`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `feature_workstream` ON `feature` (`workstream`,`state`);--> statement-breakpoint
CREATE TABLE `feature_team` (
	`feature_id` integer NOT NULL,
	`team` text NOT NULL,
	`pilot` integer DEFAULT false NOT NULL,
	`relies` text NOT NULL,
	`value` text NOT NULL,
	`stops` text NOT NULL,
	`person_id` text,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`feature_id`, `team`),
	FOREIGN KEY (`feature_id`) REFERENCES `feature`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `feedback` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`feature_id` integer NOT NULL,
	`person_id` text NOT NULL,
	`team` text NOT NULL,
	`use_case` text NOT NULL,
	`happened` text NOT NULL,
	`hurts` text NOT NULL,
	`evidence` text NOT NULL,
	`same_as` integer,
	`item_id` integer,
	`validated` text,
	`note` text,
	`draft_id` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`feature_id`) REFERENCES `feature`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`item_id`) REFERENCES `feedback_item`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `feedback_draft` ON `feedback` (`draft_id`);--> statement-breakpoint
CREATE INDEX `feedback_feature` ON `feedback` (`feature_id`,`item_id`);--> statement-breakpoint
CREATE INDEX `feedback_item_of` ON `feedback` (`item_id`);--> statement-breakpoint
CREATE INDEX `feedback_person` ON `feedback` (`person_id`,`id`);--> statement-breakpoint
CREATE TABLE `feedback_item` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`feature_id` integer NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`project_id` integer,
	`iid` integer,
	`url` text,
	`state` text NOT NULL,
	`draft_id` text,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`shipped_at` integer,
	FOREIGN KEY (`feature_id`) REFERENCES `feature`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `feedback_item_issue` ON `feedback_item` (`project_id`,`iid`);--> statement-breakpoint
CREATE UNIQUE INDEX `feedback_item_draft` ON `feedback_item` (`draft_id`);--> statement-breakpoint
CREATE TABLE `meeting` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`engagement_id` integer NOT NULL,
	`held_at` integer NOT NULL,
	`agenda` text NOT NULL,
	`outcomes` text NOT NULL,
	`agreed` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`engagement_id`) REFERENCES `engagement`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `meeting_engagement` ON `meeting` (`engagement_id`,`held_at`);--> statement-breakpoint
CREATE TABLE `milestone_plan` (
	`milestone_id` integer PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`state` text NOT NULL,
	`body` text NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `refinement` (
	`gitlab_id` integer NOT NULL,
	`person` text NOT NULL,
	`what` text NOT NULL,
	`milestone_id` integer,
	`at` integer NOT NULL,
	PRIMARY KEY(`gitlab_id`, `person`, `what`)
);
--> statement-breakpoint
CREATE INDEX `refinement_at` ON `refinement` (`at`);--> statement-breakpoint
CREATE TABLE `report` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`period` text NOT NULL,
	`figures` text NOT NULL,
	`why` text,
	`by` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `report_period` ON `report` (`period`,`id`);--> statement-breakpoint
CREATE TABLE `risk` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`reference` text NOT NULL,
	`title` text NOT NULL,
	`url` text,
	`state` text NOT NULL,
	`by` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `risk_reference` ON `risk` (`reference`);--> statement-breakpoint
CREATE INDEX `risk_state` ON `risk` (`state`);--> statement-breakpoint
CREATE TABLE `risk_work` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`risk_id` integer NOT NULL,
	`request_id` integer,
	`project_id` integer,
	`iid` integer,
	`url` text,
	`title` text NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`risk_id`) REFERENCES `risk`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`request_id`) REFERENCES `request`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `risk_work_request` ON `risk_work` (`risk_id`,`request_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `risk_work_issue` ON `risk_work` (`risk_id`,`project_id`,`iid`);--> statement-breakpoint
CREATE INDEX `risk_work_of_issue` ON `risk_work` (`project_id`,`iid`);--> statement-breakpoint
CREATE VIRTUAL TABLE `feedback_search` USING fts5(use_case, body, tokenize = 'porter unicode61 remove_diacritics 2');--> statement-breakpoint
INSERT INTO `value_proposition` (`tool_id`, `what`, `state`, `links`, `at`) SELECT `tool`.`id`, `each`.`value`, 'tool', '[]', `tool`.`updated_at` FROM `tool`, json_each(`tool`.`value_propositions`) AS `each` WHERE `each`.`type` = 'text';
