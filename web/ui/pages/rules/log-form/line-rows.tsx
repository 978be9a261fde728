import { ActionIcon, Button, Checkbox, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import formClasses from '../../../forms/form-frame.module.css';
import { pointer } from '../../../forms/pointer.ts';
import classes from './log-form.module.css';
import { BLANK_LINE, type LineCondition, LOG_FORM } from './log-form.ts';

const AT = `${LOG_FORM}/lines`;
const WAYS = ['has', 'hasNot', 'matches', 'matchesNot'] as const;
type Way = (typeof WAYS)[number];

interface Props {
  readonly lines: readonly LineCondition[];
  readonly errorAt: (field: string) => string | undefined;
  readonly change: (lines: LineCondition[], field: string) => void;
}

/** What lines hold: keywords or patterns. */
export function LineRows({ lines, errorAt, change }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('logForm.lines')}</legend>
      <div className={formClasses.help}>{t('logForm.linesHelp')}</div>
      {lines.map((line, index) => (
        <LineRow
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          key={index}
          what={t('logForm.linesNumber', { number: index + 1 })}
          line={line}
          error={errorAt(`${AT}${pointer(index, 'value')}`)}
          change={(next) => change(lines.with(index, next), AT)}
          remove={() => change(lines.toSpliced(index, 1), AT)}
        />
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => change([...lines, BLANK_LINE], AT)}
      >
        {t('logForm.addLine')}
      </Button>
    </fieldset>
  );
}

function LineRow({
  what,
  line,
  error,
  change,
  remove,
}: {
  readonly what: string;
  readonly line: LineCondition;
  readonly error: string | undefined;
  readonly change: (line: LineCondition) => void;
  readonly remove: () => void;
}) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row inside the fieldset of all lines
    <div className={classes.line} role="group" aria-label={what}>
      <Select
        size="xs"
        aria-label={`${what}: ${t('templates.operator')}`}
        allowDeselect={false}
        data={WAYS.map((way) => ({ value: way, label: t(`logForm.way.${way}`) }))}
        value={wayOf(line)}
        onChange={(chosen) => {
          const way = WAYS.find((each) => each === chosen);
          if (way !== undefined) change({ ...line, ...inWay(way) });
        }}
      />
      <TextInput
        className={classes.text ?? ''}
        size="xs"
        aria-label={`${what}: ${t('templates.value')}`}
        value={line.value}
        error={error}
        onChange={(event) => change({ ...line, value: event.currentTarget.value })}
      />
      <Checkbox
        size="xs"
        label={t('logForm.ignoresCase')}
        checked={line.ignoresCase}
        onChange={(event) => change({ ...line, ignoresCase: event.currentTarget.checked })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={t('forms.remove', { what })}
        onClick={remove}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}

function wayOf({ kind, isNegated }: LineCondition): Way {
  if (kind === 'text') return isNegated ? 'hasNot' : 'has';
  return isNegated ? 'matchesNot' : 'matches';
}

function inWay(way: Way): Pick<LineCondition, 'kind' | 'isNegated'> {
  const isText = way === 'has' || way === 'hasNot';
  return { kind: isText ? 'text' : 'pattern', isNegated: way === 'hasNot' || way === 'matchesNot' };
}
