import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CHANNEL_KINDS, contactsOfKinds } from './channel-kinds.ts';
import { checkByFields } from './field-findings.ts';
import type { KindField } from './kind-description.ts';
import type { Words } from './words.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '..', '..');
const names = CHANNEL_KINDS.map(({ name }) => name);

/** Files of code: neither tests nor what only stands in for the service. */
function codeIn(room: string): readonly string[] {
  return readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|^ui\/mock\/|\/node_modules\//.test(path))
    .map((path) => join(room, path));
}

describe('the kinds of channels', () => {
  it('are the folders that hold one, each with its test', () => {
    const folders = readdirSync(HERE).filter((folder) =>
      existsSync(join(HERE, folder, `${folder}-channel.ts`)),
    );
    expect(folders.sort()).toEqual([...names].sort());
    const untested = folders.filter(
      (folder) => !readdirSync(join(HERE, folder)).some((file) => file.endsWith('.test.ts')),
    );
    expect(untested).toEqual([]);
  });

  it('are listed nowhere else', () => {
    // Words such as mail and members mean other things too; these mean kinds.
    const telling = names.filter(
      (name) => !['email', 'members', 'webhook', 'websocket'].includes(name),
    );
    const lists = ['platform', 'collector', 'queries', 'alerting', 'dashboards', 'web']
      .flatMap(codeIn)
      .filter((path) => path !== join('alerting', 'notify', 'channel-kinds.ts'))
      .filter((path) => {
        const text = readFileSync(join(ROOT, path), 'utf8');
        return telling.filter((name) => new RegExp(`['"/]${name}['"/-]`).test(text)).length > 1;
      });
    expect(lists).toEqual([]);
  });

  it('have names, fields and contacts that are told apart, and words in both languages', () => {
    const contacts = contactsOfKinds(CHANNEL_KINDS).map(({ kind }) => kind);
    expect([new Set(names).size, new Set(contacts).size]).toEqual([names.length, contacts.length]);
    for (const { name, title, hint, fields, contacts: own = [] } of CHANNEL_KINDS) {
      const fieldNames = fields.map((field) => field.name);
      expect(new Set(fieldNames).size, name).toBe(fieldNames.length);
      const words: readonly (Words | undefined)[] = [
        ...[title, hint, ...own.map((contact) => contact.title)],
        ...fields.flatMap(({ label, help, wrong, placeholder, choices = [] }) => [
          ...[label, help, wrong, placeholder],
          ...choices.map((choice) => choice.label),
        ]),
      ];
      for (const text of words) {
        if (text !== undefined) expect([text.en, text.zh], name).not.toContain('');
      }
      // Browsers judge by the text of the pattern alone.
      expect(fields.map(({ pattern }) => pattern?.flags ?? '').join(''), name).toBe('');
    }
  });
});

describe('what fields say', () => {
  const fields: readonly KindField[] = [
    {
      name: 'ring',
      type: 'tags',
      label: { en: 'Rings', zh: '脚环' },
      isRequired: true,
      pattern: /^[A-Z]\d$/,
      wrong: { en: 'not {{value}}', zh: '不是 {{value}}' },
    },
  ];
  const valid = { kind: 'valid', settings: {}, secrets: {}, target: '' } as const;

  it('is said besides what the kind says, and not where the kind says something itself', () => {
    const check = checkByFields(fields, () => valid);
    expect(check({ ring: ['A1'] }, undefined)).toBe(valid);
    expect(check({ ring: ['A1', '$&'], wing: 'x' }, undefined)).toEqual({
      kind: 'invalid',
      findings: [
        { path: '/wing', message: 'not a field of this kind of channel' },
        { path: '/ring/1', message: 'not $&' },
      ],
    });
    expect(check({}, undefined)).toMatchObject({ findings: [{ path: '/ring' }] });
    const own = { path: '/ring', message: 'expected a ring' };
    const strict = checkByFields(fields, () => ({ kind: 'invalid', findings: [own] }));
    expect(strict({}, undefined)).toEqual({ kind: 'invalid', findings: [own] });
  });
});
