import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { channelsQuery } from '../api/queries.ts';
import { useServices } from '../app/services.ts';
import { useWords } from '../i18n/use-words.ts';
import { usePlace } from '../scope/use-place.ts';
import { kindNamed } from './kind-named.ts';
import { useChannelKinds } from './use-channel-kinds.ts';

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly size?: 'xs' | 'sm';
  readonly value: readonly string[];
  readonly error?: string | undefined;
  readonly onChange: (ids: readonly string[]) => void;
  /** Left out: of every kind. */
  readonly kinds?: readonly string[];
}

/** Some of the tenant's channels. One that is gone is shown by its id, so that it can be taken out. */
export function ChannelSelect(props: Props) {
  const { label, description, size = 'sm', value, error, onChange, kinds } = props;
  const { t } = useTranslation();
  const words = useWords();
  const known = useChannelKinds();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const channels = useQuery(channelsQuery(call, owner)).data ?? [];
  const isOffered = ({ id, kind }: { readonly id: string; readonly kind: string }) =>
    kinds === undefined || kinds.includes(kind) || value.includes(id);
  const ids = new Set(channels.map(({ id }) => id));
  const gone = value.filter((id) => !ids.has(id));
  return (
    <MultiSelect
      label={label}
      {...(description === undefined ? {} : { description })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      size={size}
      searchable
      nothingFoundMessage={t('rules.editor.channelsNone')}
      data={[
        ...channels.filter(isOffered).map(({ id, name, kind }) => ({
          value: id,
          label: `${name} (${words(kindNamed(known, kind).title)})`,
        })),
        ...gone.map((id) => ({ value: id, label: id })),
      ]}
      value={[...value]}
      error={error}
      onChange={onChange}
    />
  );
}
