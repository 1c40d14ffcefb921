import {
  address,
  anything,
  type Check,
  checkShape,
  fail,
  list,
  matching,
  object,
  oneOf,
  plain,
  prose,
  type Rule,
  type Shape,
  text,
  textObject,
  whole,
  yesOrNo,
} from './limits.ts';
import { asJson, asList, asText, type Json } from './types.ts';

const confirm = object({
  required: { text: prose(300) },
  optional: { title: plain(100), confirm: plain(30), deny: plain(30), style: oneOf('primary', 'danger') },
});

const optionShape = (label: Rule): Shape => ({
  required: { text: label, value: text(150, 1) },
  optional: { description: prose(75), url: address(3_000) },
});
const plainOption = object(optionShape(plain(75)));
const anyOption = object(optionShape(prose(75)));

const userId = matching(/^[UW][A-Z0-9]+$/, 'a user id');
const channelId = matching(/^[CGD][A-Z0-9]+$/, 'a conversation id');
const date = matching(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-11-21');
const time = matching(/^\d{2}:\d{2}$/, 'a time such as 09:00');

const actionId: Rule = (value, at, check) => {
  text(255, 1)(value, at, check);
  check.actionIds.push(String(value));
};
const focus: Rule = (value, at, check) => {
  yesOrNo(value, at, check);
  if (value === true) check.focused += 1;
};
const placeholder = plain(150);
const dispatch = object({
  optional: { trigger_actions_on: list(1, 2, oneOf('on_enter_pressed', 'on_character_entered')) },
});
const filter = object({
  optional: {
    include: list(1, 4, oneOf('im', 'mpim', 'private', 'public')),
    exclude_external_shared_channels: yesOrNo,
    exclude_bot_users: yesOrNo,
  },
});
const groups = list(1, 100, object({ required: { label: plain(75), options: list(1, 100, plainOption) } }));

/** Every option of an element, those in groups included. */
export function optionsOf(element: Json): Json[] {
  return [...asList(element.options), ...asList(element.option_groups).flatMap((group) => asList(group.options))];
}

function initialAmongOptions(value: unknown, at: string, check: Check): void {
  const element = asJson(value) ?? {};
  const initial = element.initial_option === undefined ? asList(element.initial_options) : [element.initial_option];
  const known = optionsOf(element).map((option) => JSON.stringify([asJson(option.text)?.text, option.value]));
  for (const option of initial.map(asJson))
    if (!known.includes(JSON.stringify([asJson(option?.text)?.text, option?.value])))
      fail(check, at, 'initial option must be among the options');
}

function optionsOrGroups(value: unknown, at: string, check: Check): void {
  const element = asJson(value) ?? {};
  if ((element.options === undefined) === (element.option_groups === undefined))
    fail(check, at, 'either options or option_groups is required, not both');
  initialAmongOptions(value, at, check);
}

function textInputLengths(value: unknown, at: string, check: Check): void {
  const element = asJson(value) ?? {};
  const initial = asText(element.initial_value).length;
  if (typeof element.max_length === 'number' && initial > element.max_length)
    fail(check, `${at}/initial_value`, `must be less than ${element.max_length + 1} characters`);
  if (typeof element.max_length === 'number' && typeof element.min_length === 'number')
    if (element.min_length > element.max_length) fail(check, at, 'min_length must not exceed max_length');
}

const common = { action_id: actionId, confirm };
const pick = { ...common, focus_on_load: focus, placeholder };
const typed = { action_id: actionId, dispatch_action_config: dispatch, focus_on_load: focus, placeholder };
const many = { max_selected_items: whole(1, 100) };

/** Each interactive element with its fields and limits. */
const ELEMENTS: Record<string, Shape> = {
  button: {
    required: { text: plain(75) },
    optional: {
      ...common,
      value: text(2_000),
      url: address(3_000),
      style: oneOf('primary', 'danger'),
      accessibility_label: text(75),
    },
  },
  checkboxes: {
    required: { options: list(1, 10, anyOption) },
    optional: { ...common, focus_on_load: focus, initial_options: list(1, 10, anyOption) },
    also: initialAmongOptions,
  },
  radio_buttons: {
    required: { options: list(1, 10, anyOption) },
    optional: { ...common, focus_on_load: focus, initial_option: anyOption },
    also: initialAmongOptions,
  },
  overflow: { required: { options: list(1, 5, plainOption) }, optional: common },
  static_select: {
    optional: { ...pick, options: list(1, 100, plainOption), option_groups: groups, initial_option: plainOption },
    also: optionsOrGroups,
  },
  multi_static_select: {
    optional: {
      ...pick,
      ...many,
      options: list(1, 100, plainOption),
      option_groups: groups,
      initial_options: list(1, 100, plainOption),
    },
    also: optionsOrGroups,
  },
  external_select: { optional: { ...pick, min_query_length: whole(0, 100), initial_option: plainOption } },
  multi_external_select: {
    optional: { ...pick, ...many, min_query_length: whole(0, 100), initial_options: list(1, 100, plainOption) },
  },
  users_select: { optional: { ...pick, initial_user: userId } },
  multi_users_select: { optional: { ...pick, ...many, initial_users: list(1, 100, userId) } },
  channels_select: { optional: { ...pick, initial_channel: channelId, response_url_enabled: yesOrNo } },
  multi_channels_select: { optional: { ...pick, ...many, initial_channels: list(1, 100, channelId) } },
  conversations_select: {
    optional: {
      ...pick,
      filter,
      initial_conversation: channelId,
      default_to_current_conversation: yesOrNo,
      response_url_enabled: yesOrNo,
    },
  },
  multi_conversations_select: {
    optional: {
      ...pick,
      ...many,
      filter,
      initial_conversations: list(1, 100, channelId),
      default_to_current_conversation: yesOrNo,
    },
  },
  datepicker: { optional: { ...pick, initial_date: date } },
  timepicker: { optional: { ...pick, initial_time: time, timezone: text(100, 1) } },
  datetimepicker: {
    optional: { ...common, focus_on_load: focus, initial_date_time: whole(1_000_000_000, 9_999_999_999) },
  },
  plain_text_input: {
    optional: {
      ...typed,
      initial_value: text(3_000),
      multiline: yesOrNo,
      min_length: whole(0, 3_000),
      max_length: whole(1, 3_000),
    },
    also: textInputLengths,
  },
  email_text_input: { optional: { ...typed, initial_value: text(3_000) } },
  url_text_input: { optional: { ...typed, initial_value: text(3_000) } },
  number_input: {
    required: { is_decimal_allowed: yesOrNo },
    optional: { ...typed, initial_value: text(100), min_value: text(100), max_value: text(100) },
  },
};

/** What is not interactive but may stand among elements. */
const PASSIVE_ELEMENTS: Record<string, Shape> = {
  image: {
    required: { alt_text: text(2_000, 1) },
    optional: { image_url: address(3_000), slack_file: anything },
  },
};

const SELECTS = ['static_select', 'external_select', 'users_select', 'channels_select', 'conversations_select'];
const CHOICES = [...SELECTS, ...SELECTS.map((name) => `multi_${name}`), 'checkboxes', 'radio_buttons'];
const DATES = ['datepicker', 'timepicker'];

/** Which elements each place takes. */
const ALLOWED: Record<'section' | 'actions' | 'input', string[]> = {
  section: [...CHOICES, ...DATES, 'button', 'overflow', 'image'],
  actions: [...CHOICES, ...DATES, 'datetimepicker', 'button', 'overflow'],
  input: [
    ...CHOICES,
    ...DATES,
    'datetimepicker',
    'plain_text_input',
    'email_text_input',
    'url_text_input',
    'number_input',
  ],
};

/** An element in a block of the given type. */
export function element(place: 'section' | 'actions' | 'input'): Rule {
  return (value, at, check) => {
    const content = asJson(value);
    const type = asText(content?.type);
    const shape = ELEMENTS[type] ?? PASSIVE_ELEMENTS[type];
    if (!content || !shape) return fail(check, at, `unsupported element type: ${type || 'none'}`);
    if (!ALLOWED[place].includes(type)) fail(check, at, `${type} is not allowed in ${place} blocks`);
    checkShape(shape, content, at, check);
  };
}

/** An element of a context block: an image or a text. */
export const contextElement: Rule = (value, at, check) => {
  const content = asJson(value);
  if (content?.type === 'image') checkShape(PASSIVE_ELEMENTS.image ?? {}, content, at, check);
  else textObject(3_000, ['plain_text', 'mrkdwn'])(value, at, check);
};

/** The answer to a query for options. */
export const suggestedOptions: Rule = (value, at, check) => {
  const answer = asJson(value) ?? {};
  if (answer.option_groups !== undefined) return groups(answer.option_groups, `${at}/option_groups`, check);
  list(0, 100, plainOption)(answer.options, `${at}/options`, check);
};
