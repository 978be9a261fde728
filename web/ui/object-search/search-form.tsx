import { Autocomplete, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLogValues } from '../log-lines/use-log-labels.ts';
import type { SearchValues } from './object-query.ts';
import classes from './object-search.module.css';
import type { SearchField, SearchKind } from './search-kind.ts';

/** A field for each thing that can be searched by; Enter asks. */
export function SearchForm({
  kind,
  values,
  onSearch,
  children,
}: {
  readonly kind: SearchKind;
  readonly values: SearchValues;
  readonly onSearch: (values: SearchValues) => void;
  /** Below the fields; its submit button asks. */
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useDraft(values);
  const ask = (field: SearchField, text: string) => onSearch({ ...draft, [field.name]: text });
  return (
    <form
      aria-label={t(`objects.${kind.name}.title`)}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(draft);
      }}
    >
      <div className={classes.fields}>
        {kind.fields.map((field) => {
          const known = {
            value: draft[field.name] ?? '',
            onChange: (text: string) => setDraft({ ...draft, [field.name]: text }),
          };
          return field.place.in === 'label' ? (
            <LabelField
              key={field.name}
              field={field}
              label={field.place.label}
              matcher={kind.matcher}
              onChosen={(text) => ask(field, text)}
              {...known}
            />
          ) : (
            <TextInput
              key={field.name}
              size="xs"
              className={classes.field ?? ''}
              label={t(`objects.fields.${field.name}`)}
              placeholder={t(`objects.examples.${field.name}`)}
              value={known.value}
              onChange={(event) => known.onChange(event.currentTarget.value)}
            />
          );
        })}
      </div>
      {children}
    </form>
  );
}

/** What is typed and not asked yet; what the address says takes its place when that changes. */
function useDraft(values: SearchValues) {
  const asked = JSON.stringify(values);
  const [draft, setDraft] = useState(values);
  const [known, setKnown] = useState(asked);
  if (known !== asked) {
    setKnown(asked);
    setDraft(values);
  }
  return [draft, setDraft] as const;
}

/** With the values that there are, asked for when it is entered. */
function LabelField({
  field,
  label,
  matcher,
  value,
  onChange,
  onChosen,
}: {
  readonly field: SearchField;
  readonly label: string;
  readonly matcher: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onChosen: (text: string) => void;
}) {
  const { t } = useTranslation();
  const [isEntered, setEntered] = useState(false);
  const found = useLogValues(label, `{${matcher}}`, isEntered);
  return (
    <Autocomplete
      size="xs"
      className={classes.field ?? ''}
      label={t(`objects.fields.${field.name}`)}
      placeholder={t(`objects.examples.${field.name}`)}
      data={[...(found.data ?? [])]}
      limit={50}
      value={value}
      onFocus={() => setEntered(true)}
      onChange={onChange}
      onOptionSubmit={onChosen}
    />
  );
}
