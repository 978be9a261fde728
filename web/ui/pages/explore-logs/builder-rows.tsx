import { ActionIcon, Autocomplete, Select, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  useLogFields,
  useLogFieldValues,
  useLogLabels,
  useLogValues,
} from '../../log-lines/use-log-labels.ts';
import { askableSelector } from '../../query-editor/logql/askable-selector.ts';
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
  takesNoValue,
} from './built-query.ts';
import classes from './logs.module.css';

/** Which streams: a label with its value. */
export function MatcherRow({
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
  const others = query.matchers.filter((each) => each !== matcher);
  const selector = askableSelector(buildText({ ...EMPTY_QUERY, matchers: others }));
  const values = useLogValues(matcher.name, selector, isOpen);
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

const LINE_WORDS = {
  '|=': 'contains',
  '!=': 'containsNot',
  'i|=': 'containsAnyCase',
  'i!=': 'containsNotAnyCase',
  '|~': 'matches',
  '!~': 'matchesNot',
  '|>': 'hasShape',
  '!>': 'hasShapeNot',
} as const satisfies Readonly<Record<BuiltLine['op'], string>>;

/** What the text of lines holds. */
export function LineRow({
  line,
  onChange,
}: {
  readonly line: BuiltLine;
  readonly onChange: (line: BuiltLine | undefined) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.filter}>
      <Operator
        ops={LINE_OPS}
        op={line.op}
        words={(op) => t(`logs.builder.${LINE_WORDS[op]}`)}
        width={210}
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

/** A condition on what stands on a line: metadata, or what the parser finds. */
export function FieldRow({
  field,
  query,
  onChange,
}: {
  readonly field: BuiltField;
  readonly query: BuiltQuery;
  readonly onChange: (field: BuiltField | undefined) => void;
}) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const lines = buildText({ ...query, fields: query.fields.filter((each) => each !== field) });
  const fields = useLogFields(lines, isOpen);
  const values = useLogFieldValues(field.name, lines, isOpen);
  const names = (fields.data ?? [])
    .filter(({ parsers }) => parsers.length === 0 || parsers.includes(query.parser))
    .map(({ name }) => name);
  return (
    <div className={classes.filter}>
      <Autocomplete
        size="xs"
        w={150}
        aria-label={t('logs.builder.fieldName')}
        placeholder={fields.isFetching ? t('logs.builder.asking') : t('logs.builder.fieldName')}
        value={field.name}
        data={names}
        limit={200}
        onFocus={() => setIsOpen(true)}
        onChange={(name) => onChange({ ...field, name })}
      />
      <Operator
        ops={FIELD_OPS}
        op={field.op}
        words={(op) => (takesNoValue(op) ? t(`logs.builder.${EMPTY_WORDS[op]}`) : op)}
        width={takesNoValue(field.op) ? 110 : 64}
        onChange={(op) => onChange({ ...field, op, value: takesNoValue(op) ? '' : field.value })}
      />
      {!takesNoValue(field.op) && (
        <Autocomplete
          size="xs"
          w={170}
          aria-label={t('logs.builder.fieldValue')}
          placeholder={t('logs.builder.fieldValue')}
          value={field.value}
          data={[...(values.data ?? [])]}
          limit={200}
          onFocus={() => setIsOpen(true)}
          onChange={(value) => onChange({ ...field, value })}
        />
      )}
      <Remove onRemove={() => onChange(undefined)} />
    </div>
  );
}

const EMPTY_WORDS = { '=""': 'isEmpty', '!=""': 'isNotEmpty' } as const;

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
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
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
