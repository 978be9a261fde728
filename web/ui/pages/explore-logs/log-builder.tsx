import { Button, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldRow, LineRow, MatcherRow } from './builder-rows.tsx';
import { type BuiltQuery, EMPTY_QUERY, PARSERS } from './built-query.ts';
import classes from './logs.module.css';

interface BuilderProps {
  readonly query: BuiltQuery;
  readonly onChange: (query: BuiltQuery) => void;
}

/** A log query in rows: which streams, what their lines hold, how they are parsed, which fields. */
export function LogBuilder({ query, onChange }: BuilderProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.builder}>
      <Group
        label={t('logs.builder.labels')}
        add={t('logs.builder.addLabel')}
        onAdd={() => onChange({ ...query, matchers: [...query.matchers, ...EMPTY_QUERY.matchers] })}
      >
        {query.matchers.map((matcher, index) => (
          <MatcherRow
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
            key={index}
            matcher={matcher}
            query={query}
            onChange={(next) =>
              onChange({ ...query, matchers: replaced(query.matchers, index, next) })
            }
          />
        ))}
      </Group>
      <Group
        label={t('logs.builder.lines')}
        add={t('logs.builder.addLine')}
        onAdd={() => onChange({ ...query, lines: [...query.lines, { op: '|=', text: '' }] })}
      >
        {query.lines.map((line, index) => (
          <LineRow
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
            key={index}
            line={line}
            onChange={(next) => onChange({ ...query, lines: replaced(query.lines, index, next) })}
          />
        ))}
      </Group>
      <ParserRow query={query} onChange={onChange} />
      <Group
        label={t('logs.builder.fields')}
        add={t('logs.builder.addField')}
        onAdd={() =>
          onChange({ ...query, fields: [...query.fields, { name: '', op: '=', value: '' }] })
        }
      >
        {query.fields.map((field, index) => (
          <FieldRow
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
            key={index}
            field={field}
            query={query}
            onChange={(next) => onChange({ ...query, fields: replaced(query.fields, index, next) })}
          />
        ))}
      </Group>
    </div>
  );
}

/** With one item replaced, or without it. */
function replaced<T>(items: readonly T[], at: number, next: T | undefined): readonly T[] {
  return items.flatMap((item, index) => {
    if (index !== at) return [item];
    return next === undefined ? [] : [next];
  });
}

function Group({
  label,
  add,
  onAdd,
  children,
}: {
  readonly label: string;
  readonly add: string;
  readonly onAdd: () => void;
  readonly children: ReactNode;
}) {
  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      {children}
      <Button size="xs" variant="subtle" leftSection={<IconPlus size={14} />} onClick={onAdd}>
        {add}
      </Button>
    </fieldset>
  );
}

function ParserRow({ query, onChange }: BuilderProps) {
  const { t } = useTranslation();
  const takesText = query.parser === 'pattern' || query.parser === 'regexp';
  return (
    <fieldset className={classes.group}>
      <legend>{t('logs.builder.parser')}</legend>
      <Select
        size="xs"
        w={150}
        aria-label={t('logs.builder.parser')}
        allowDeselect={false}
        value={query.parser}
        data={PARSERS.map((value) => ({
          value,
          label: value === 'none' ? t('logs.builder.noParser') : value,
        }))}
        onChange={(value) => {
          const parser = PARSERS.find((each) => each === value);
          if (parser !== undefined) onChange({ ...query, parser });
        }}
      />
      {takesText && (
        <TextInput
          size="xs"
          w={300}
          aria-label={t('logs.builder.parserText')}
          placeholder={
            query.parser === 'pattern' ? '<ip> - <_> "<method> <path>"' : '(?P<code>\\d+)'
          }
          value={query.parserText}
          onChange={(event) => onChange({ ...query, parserText: event.currentTarget.value })}
        />
      )}
    </fieldset>
  );
}
