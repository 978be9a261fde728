import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RouteMatcher } from '../../../contract/route-trees.ts';
import formClasses from '../../forms/form-frame.module.css';
import { pointer } from '../../forms/pointer.ts';
import classes from './routes.module.css';

const OPERATORS = ['=', '!=', '=~', '!~'] as const;

interface Props {
  readonly matchers: readonly RouteMatcher[];
  readonly errorAt: (field: string) => string | undefined;
  readonly onBlur: (field: string) => void;
  readonly onChange: (matchers: readonly RouteMatcher[], field: string) => void;
}

/** The conditions of a route, a line each. */
export function MatchersField({ matchers, errorAt, onBlur, onChange }: Props) {
  const { t } = useTranslation();
  const wrong = errorAt('/matchers');
  return (
    <fieldset className={formClasses.fieldset}>
      <legend className={formClasses.legend}>{t('routes.editor.matchers')}</legend>
      <div className={formClasses.help}>{t('routes.editor.matchersHelp')}</div>
      <div className={formClasses.pairs}>
        {matchers.map((matcher, index) => (
          <MatcherLine
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
            key={index}
            matcher={matcher}
            number={index + 1}
            error={errorAt(pointer('matchers', index))}
            onBlur={() => onBlur(pointer('matchers', index))}
            onChange={(next) => onChange(matchers.with(index, next), pointer('matchers', index))}
            onRemove={() => onChange(matchers.toSpliced(index, 1), '/matchers')}
          />
        ))}
        {wrong !== undefined && <div className={formClasses.wrong}>{wrong}</div>}
        <div>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() =>
              onChange([...matchers, { name: '', operator: '=', value: '' }], '/matchers')
            }
          >
            {t('routes.editor.addMatcher')}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}

function MatcherLine({
  matcher,
  number,
  error,
  onBlur,
  onChange,
  onRemove,
}: {
  readonly matcher: RouteMatcher;
  readonly number: number;
  readonly error: string | undefined;
  readonly onBlur: () => void;
  readonly onChange: (matcher: RouteMatcher) => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  const choose = (chosen: string | null) =>
    onChange({ ...matcher, operator: OPERATORS.find((each) => each === chosen) ?? '=' });
  return (
    <div className={classes.matcher}>
      <TextInput
        size="xs"
        aria-label={t('routes.editor.label', { number })}
        value={matcher.name}
        error={error}
        onBlur={onBlur}
        onChange={(event) => onChange({ ...matcher, name: event.currentTarget.value })}
      />
      <Select
        size="xs"
        aria-label={t('routes.editor.operator', { number })}
        allowDeselect={false}
        data={[...OPERATORS]}
        value={matcher.operator}
        onChange={choose}
      />
      <TextInput
        size="xs"
        aria-label={t('routes.editor.value', { number })}
        value={matcher.value}
        onChange={(event) => onChange({ ...matcher, value: event.currentTarget.value })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('forms.remove', { what: matcher.name })}
        onClick={onRemove}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
