import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './form-frame.module.css';
import { pointer } from './pointer.ts';

/** One line of a map as it is being typed; names may repeat or be empty on the way. */
export interface Pair {
  readonly name: string;
  readonly value: string;
}

/** The pointer of a line's name while it has none to be found by. */
export const pairPointer = (field: string, index: number) => `/${field}${pointer('#', index)}`;

interface PairsFieldProps {
  /** First step of the pointers of its lines. */
  readonly field: string;
  readonly legend: string;
  readonly help: string;
  readonly addText: string;
  readonly pairs: readonly Pair[];
  readonly isLong?: boolean;
  readonly errorAt: (field: string) => string | undefined;
  readonly onBlur: (field: string) => void;
  readonly onChange: (pairs: readonly Pair[]) => void;
}

/** Names and values, a line each: labels, annotations. */
export function PairsField(props: PairsFieldProps) {
  const { legend, help, addText, pairs, onChange } = props;
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legend}>{legend}</legend>
      <div className={classes.help}>{help}</div>
      <div className={classes.pairs}>
        {pairs.map((pair, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <PairLine key={index} index={index} pair={pair} props={props} />
        ))}
        <div>
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconPlus size={14} />}
            onClick={() => onChange([...pairs, { name: '', value: '' }])}
          >
            {addText}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}

function PairLine({
  index,
  pair,
  props: { field, legend, pairs, isLong = false, errorAt, onBlur, onChange },
}: {
  readonly index: number;
  readonly pair: Pair;
  readonly props: PairsFieldProps;
}) {
  const { t } = useTranslation();
  const Value = isLong ? Textarea : TextInput;
  const line = `${legend} ${index + 1}`;
  const set = (change: Partial<Pair>) => onChange(pairs.with(index, { ...pair, ...change }));
  const nameError =
    errorAt(pairPointer(field, index)) ??
    (pair.name === '' ? undefined : errorAt(pointer(field, pair.name)));
  return (
    <div className={classes.pair}>
      <TextInput
        size="xs"
        aria-label={`${line}: ${t('forms.keyName')}`}
        placeholder={t('forms.keyName')}
        value={pair.name}
        error={nameError}
        onBlur={() => onBlur(pairPointer(field, index))}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Value
        size="xs"
        {...(isLong ? { autosize: true, minRows: 1, maxRows: 8 } : {})}
        aria-label={`${line}: ${t('forms.keyValue')}`}
        placeholder={t('forms.keyValue')}
        value={pair.value}
        onChange={(event) => set({ value: event.currentTarget.value })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        aria-label={t('forms.remove', { what: pair.name || line })}
        onClick={() => onChange(pairs.toSpliced(index, 1))}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
