import type { Answers, Form } from '../../domain/form.ts';
import { previewLines } from '../../domain/work-item-text.ts';

const IN_LINE = 120;

/**
 * What changed between two sets of answers, as a person would say it; empty where nothing did. The first line names the fields, and
 * may be read where the answers may not; below stand the answers: short ones with what they were before, long ones in full.
 */
export function changesBetween(form: Form, before: Answers, after: Answers, nameOf: (id: string) => string): string {
  const [was, is] = [shown(form, before, nameOf), shown(form, after, nameOf)];
  const changed = [...new Set([...is.keys(), ...was.keys()])].filter((label) => was.get(label) !== is.get(label));
  if (changed.length === 0) return '';
  const details = changed.map((label) => detail(label, was.get(label) ?? '', is.get(label) ?? ''));
  return [changed.join(', '), ...details].join('\n\n');
}

function shown(form: Form, answers: Answers, nameOf: (id: string) => string): Map<string, string> {
  return new Map(previewLines(form, answers, nameOf).map(({ label, text }) => [label, text.trim()]));
}

function detail(label: string, was: string, is: string): string {
  if (is === '') return `${label}: taken out`;
  const short = [was, is].every((text) => text.length <= IN_LINE && !text.includes('\n'));
  if (!short) return `${label}:\n${is}`;
  return was === '' ? `${label}: ${is}` : `${label}: ${is} (before: ${was})`;
}
