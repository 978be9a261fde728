import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { parseJson } from '../../../api/api-error.ts';

/** A value as JSON, taken over as soon as it can be read and `refusalOf` finds nothing wrong with it. */
export function JsonValueField({
  label,
  value,
  refusalOf,
  onChange,
}: {
  readonly label: string;
  readonly value: unknown;
  /** In words; null for a value that may be taken over. */
  readonly refusalOf?: (value: unknown) => string | null;
  readonly onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation();
  const printed = JSON.stringify(value, null, 2) ?? '';
  const [typed, setTyped] = useState({ text: printed, of: printed });
  const text = typed.of === printed ? typed.text : printed;
  const read = parseJson(text);
  const faultOf = (found: unknown) =>
    found === undefined ? t('boards.json.broken') : (refusalOf?.(found) ?? null);
  const write = (next: string) => {
    const found = parseJson(next);
    if (faultOf(found) !== null) return setTyped({ text: next, of: printed });
    setTyped({ text: next, of: JSON.stringify(found, null, 2) });
    onChange(found);
  };
  return (
    <Textarea
      size="xs"
      aria-label={label}
      autosize
      minRows={1}
      maxRows={14}
      spellCheck={false}
      classNames={{ input: 'mono' }}
      value={text}
      error={faultOf(read)}
      onChange={(event) => write(event.currentTarget.value)}
    />
  );
}
