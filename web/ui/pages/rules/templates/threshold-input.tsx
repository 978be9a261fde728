import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';
import { parseQuantity, writeQuantity } from '../../../../../queries/templates/parse-quantity.ts';
import type { UnitName } from '../../../../../queries/templates/units.data.ts';
import { numberOf } from '../rule-form.ts';

/**
 * A threshold in the unit of its template: `80 %`, `500 MiB`, `2 d`. The value is a number in the base
 * unit as text, or what was typed where that is no quantity.
 */
export function ThresholdInput({
  unit,
  value,
  onChange,
  onBlur,
  ...rest
}: Omit<TextInputProps, 'value' | 'onChange' | 'onBlur'> & {
  readonly unit: UnitName;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur: () => void;
}) {
  /** As it is being typed; afterwards it is shown as it was understood. */
  const [typed, setTyped] = useState<string>();
  const number = numberOf(value);
  const settled = Number.isFinite(number) ? writeQuantity(number, unit) : value;
  return (
    <TextInput
      {...rest}
      value={typed ?? settled}
      onBlur={() => {
        setTyped(undefined);
        onBlur();
      }}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const quantity = parseQuantity(text, unit);
        onChange(quantity === undefined ? text : String(quantity));
      }}
    />
  );
}
