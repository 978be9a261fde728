import { ActionIcon, Autocomplete, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type BuiltField,
  type BuiltLine,
  type BuiltMatcher,
  type BuiltQuery,
  buildText,
  EMPTY_QUERY,
  FIELD_OPS,
  LINE_OPS,
  MATCH_OPS,
  PARSERS,
} from './built-query.ts';
import classes from './logs.module.css';
import { useLogLabels, useLogValues } from './use-log-labels.ts';

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

function MatcherRow({
  matcher,
  query,
  onChange,
}: {
  readonly matcher: BuiltMatcher;
  readonly query: BuiltQuery;
  readonly onChange: (matcher: BuiltMatcher | undefined) => void;
}) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const names = useLogLabels();
  const others = buildText({
    ...EMPTY_QUERY,
    matchers: query.matchers.filter((each) => each !== matcher),
  });
  const values = useLogValues(matcher.name, others, isOpen);
  return (
    <div className={classes.filter}>
      <Autocomplete
        size="xs"
        w={150}
        aria-label={t('logs.builder.labelName')}
        placeholder={t('logs.builder.labelName')}
        value={matcher.name}
        data={[...(names.data ?? [])]}
        limit={200}
        onChange={(name) => onChange({ ...matcher, name, value: '' })}
      />
      <Operator
        ops={MATCH_OPS}
        op={matcher.op}
        words={(op) => op}
        width={64}
        onChange={(op) => onChange({ ...matcher, op })}
      />
      <Autocomplete
        size="xs"
        w={190}
        aria-label={t('logs.builder.labelValue')}
        placeholder={values.isFetching ? t('logs.builder.asking') : t('logs.builder.labelValue')}
        value={matcher.value}
        data={[...(values.data ?? [])]}
        limit={500}
        onFocus={() => setIsOpen(true)}
        onChange={(value) => onChange({ ...matcher, value })}
      />
      <Remove onRemove={() => onChange(undefined)} />
    </div>
  );
}

function LineRow({
  line,
  onChange,
}: {
  readonly line: BuiltLine;
  readonly onChange: (line: BuiltLine | undefined) => void;
}) {
  const { t } = useTranslation();
  const words = (op: BuiltLine['op']) => {
    switch (op) {
      case '|=':
        return t('logs.builder.contains');
      case '!=':
        return t('logs.builder.containsNot');
      case '|~':
        return t('logs.builder.matches');
      default:
        return t('logs.builder.matchesNot');
    }
  };
  return (
    <div className={classes.filter}>
      <Operator
        ops={LINE_OPS}
        op={line.op}
        words={words}
        width={170}
        onChange={(op) => onChange({ ...line, op })}
      />
      <TextInput
        size="xs"
        w={240}
        aria-label={t('logs.builder.lineText')}
        placeholder={t('logs.builder.lineText')}
        value={line.text}
        onChange={(event) => onChange({ ...line, text: event.currentTarget.value })}
      />
      <Remove onRemove={() => onChange(undefined)} />
    </div>
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

function FieldRow({
  field,
  onChange,
}: {
  readonly field: BuiltField;
  readonly onChange: (field: BuiltField | undefined) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.filter}>
      <TextInput
        size="xs"
        w={150}
        aria-label={t('logs.builder.fieldName')}
        placeholder={t('logs.builder.fieldName')}
        value={field.name}
        onChange={(event) => onChange({ ...field, name: event.currentTarget.value })}
      />
      <Operator
        ops={FIELD_OPS}
        op={field.op}
        words={(op) => op}
        width={64}
        onChange={(op) => onChange({ ...field, op })}
      />
      <TextInput
        size="xs"
        w={150}
        aria-label={t('logs.builder.fieldValue')}
        placeholder={t('logs.builder.fieldValue')}
        value={field.value}
        onChange={(event) => onChange({ ...field, value: event.currentTarget.value })}
      />
      <Remove onRemove={() => onChange(undefined)} />
    </div>
  );
}

function Operator<Op extends string>({
  ops,
  op,
  words,
  width,
  onChange,
}: {
  readonly ops: readonly Op[];
  readonly op: Op;
  readonly words: (op: Op) => string;
  readonly width: number;
  readonly onChange: (op: Op) => void;
}) {
  const { t } = useTranslation();
  return (
    <Select
      size="xs"
      w={width}
      aria-label={t('logs.builder.operator')}
      allowDeselect={false}
      withCheckIcon={false}
      rightSection={null}
      value={op}
      data={ops.map((value) => ({ value, label: words(value) }))}
      onChange={(value) => {
        const chosen = ops.find((each) => each === value);
        if (chosen !== undefined) onChange(chosen);
      }}
    />
  );
}

function Remove({ onRemove }: { readonly onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={t('logs.builder.remove')}
      onClick={onRemove}
    >
      <IconX size={14} />
    </ActionIcon>
  );
}
