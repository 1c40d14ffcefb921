/** What the sandbox's page API sends and takes. Only the fields that the page shows are named. */

export type TextObject = { type: 'plain_text' | 'mrkdwn'; text: string; verbatim?: boolean; emoji?: boolean };

export type Option = { text: TextObject; value: string; description?: TextObject; url?: string };

export type OptionGroup = { label: TextObject; options: Option[] };

export type Confirm = {
  title: TextObject;
  text: TextObject;
  confirm: TextObject;
  deny: TextObject;
  style?: 'primary' | 'danger';
};

export type BlockElement = {
  type: string;
  /** A context's text may be verbatim; a rich_text's parts hold more elements. */
  verbatim?: boolean;
  elements?: RichElement[];
  action_id?: string;
  text?: TextObject | string;
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
  confirm?: Confirm;
  accessibility_label?: string;
  placeholder?: TextObject;
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  min_value?: string;
  max_value?: string;
  is_decimal_allowed?: boolean;
  min_query_length?: number;
  max_selected_items?: number;
  focus_on_load?: boolean;
  dispatch_action_config?: { trigger_actions_on?: string[] };
  options?: Option[];
  option_groups?: OptionGroup[];
  alt_text?: string;
  image_url?: string;
  initial_value?: string;
  initial_option?: Option;
  initial_options?: Option[];
  initial_user?: string;
  initial_users?: string[];
  initial_conversation?: string;
  initial_conversations?: string[];
  initial_channel?: string;
  initial_channels?: string[];
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
};

export type RichStyle = { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean };

export type RichElement = {
  type: string;
  text?: string;
  url?: string;
  name?: string;
  unicode?: string;
  user_id?: string;
  channel_id?: string;
  usergroup_id?: string;
  range?: string;
  timestamp?: number;
  format?: string;
  fallback?: string;
  value?: string;
  style?: RichStyle | string;
  indent?: number;
  elements?: RichElement[];
};

export type TableCell = { type: string; text?: string; value?: number | string; elements?: RichElement[] };

export type Block = {
  type: string;
  block_id?: string;
  text?: TextObject | string;
  fields?: TextObject[];
  accessory?: BlockElement;
  elements?: BlockElement[];
  element?: BlockElement;
  label?: TextObject;
  hint?: TextObject;
  optional?: boolean;
  dispatch_action?: boolean;
  title?: TextObject | string;
  alt_text?: string;
  image_url?: string;
  level?: string;
  rows?: TableCell[][];
  column_settings?: ({ align?: 'left' | 'center' | 'right'; is_wrapped?: boolean } | null)[];
  caption?: string;
  page_size?: number;
  row_header_column_index?: number;
  chart?: DrawnChart;
};

export type DrawnChart = {
  type: string;
  series?: { name: string; data: { label: string; value: number }[] }[];
  axis_config?: { categories: string[]; x_label?: string; y_label?: string };
};

export type View = {
  id: string;
  type: string;
  title?: TextObject;
  submit?: TextObject | null;
  close?: TextObject | null;
  blocks: Block[];
  hash?: string;
};

/** One element's value, as Slack puts it into `view.state.values`. */
export type Value = {
  type: string;
  value?: string | null;
  selected_option?: Option | null;
  selected_options?: Option[];
  selected_user?: string | null;
  selected_users?: string[];
  selected_conversation?: string | null;
  selected_conversations?: string[];
  selected_channel?: string | null;
  selected_channels?: string[];
  selected_date?: string | null;
  selected_time?: string | null;
  selected_date_time?: number | null;
};

export type Values = Record<string, Record<string, Value>>;

export type Message = {
  ts: string;
  user?: string;
  bot?: string | boolean;
  name?: string;
  text: string;
  blocks?: Block[];
  edited?: unknown;
  ephemeral?: boolean;
  replyCount?: number;
  threadTs?: string;
};

export type Person = { id: string; name: string; role: string; timeZone?: string; gitlabUsername?: string | null };

export type Channel = { id: string; name: string; isPrivate: boolean; isShared: boolean; unread?: number | boolean };

export type DirectMessage = { id: string; name: string; with?: string; unread?: number | boolean };

export type Shortcut = { name: string; callbackId: string };

export type Subcommand = string | { name: string; usage?: string; description?: string };

export type Command = { command: string; usage?: string; description?: string; subcommands?: Subcommand[] };

export type State = {
  team: { name: string };
  app?: { name: string };
  me: Person;
  people: Person[];
  userGroups?: { id: string; handle: string }[];
  channels: Channel[];
  dms: DirectMessage[];
  commands: Command[];
  shortcuts: { global: Shortcut[]; message: Shortcut[] };
  now: string;
  problems: string[];
};

export type Conversation = { id: string; name: string; messages: Message[] };

export type GitLabUser = { id?: number; username: string; name: string };

export type Issue = {
  iid: number;
  projectId: number | string;
  title: string;
  description?: string;
  state: 'opened' | 'closed';
  labels: string[];
  confidential: boolean;
  author: GitLabUser;
  assignees: GitLabUser[];
  webUrl?: string;
  createdAt: string;
  updatedAt?: string;
};

export type Note = {
  id: number;
  body: string;
  author: GitLabUser;
  system: boolean;
  internal: boolean;
  createdAt: string;
};

export type IssueTemplate = { name: string; body: string };
