import { OUT_OF_SCOPE } from '../doors.ts';
import type { Form, Option } from '../form.ts';

/** A topic of DOOR-3 is answered with its DRI (`outOfScope`), and nothing is posted. */
export const QUESTION_TOPICS: readonly Option[] = [
  { id: 'tool', label: 'A tool that ProdSecEng maintains' },
  { id: 'process', label: 'How the team works, or a request' },
  { id: 'advice', label: 'Advice: we build it ourselves' },
  ...OUT_OF_SCOPE.map(({ id, label, dri }) => ({ id, label, description: `${dri} is responsible for this` })),
];

/** DOOR-2: posted in the intake channel; no work item is made. */
export const QUESTION_FORM: Form = {
  id: 'question',
  title: 'General question',
  titleField: null,
  steps: [
    {
      id: 'question',
      title: 'Your question',
      intro: 'It is posted in the intake channel for everyone there to read, and the team is told.',
      fields: [
        {
          id: 'question',
          label: 'Question',
          hint: 'What you would like to know, and what you have looked at already.',
          kind: 'text',
          required: true,
          rule: 'DOOR-2',
          takesFrom: ['about', 'problem', 'customerProblem'],
        },
        {
          id: 'topic',
          label: 'Topic',
          hint: 'If one fits. For some topics another team is responsible; you are told which.',
          kind: 'choice',
          required: false,
          rule: 'DOOR-3',
          options: QUESTION_TOPICS,
        },
      ],
    },
  ],
};
