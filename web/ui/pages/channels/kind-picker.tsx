import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChannelKind } from '../../../contract/channel-kinds.ts';
import type { Channel } from '../../../contract/channels.ts';
import type { Form } from '../../forms/use-form.ts';
import { useWords } from '../../i18n/use-words.ts';
import { kindIcon } from '../../notify/kind-icons.ts';
import { kindNamed } from '../../notify/kind-named.ts';
import type { ChannelForm } from './channel-form.ts';
import classes from './channels.module.css';

/** A card for each kind of channel; the kind of a stored one stays. */
export function KindPicker({
  form,
  kinds,
  stored,
}: {
  readonly form: Form<ChannelForm>;
  readonly kinds: readonly ChannelKind[];
  readonly stored: Channel | undefined;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const { value, change } = form;
  const shown = stored === undefined ? kinds : [kindNamed(kinds, stored.kind)];
  return (
    <Radio.Group
      label={t('channels.editor.kind')}
      value={value.kind}
      {...(stored === undefined ? {} : { description: t('channels.editor.kindFixed') })}
      onChange={(chosen) => {
        if (kinds.some(({ name }) => name === chosen)) change({ ...value, kind: chosen }, '/kind');
      }}
    >
      <div className={classes.kinds}>
        {shown.map(({ name, icon, title, hint }) => {
          const Icon = kindIcon(icon);
          return (
            <Radio
              key={name}
              value={name}
              size="xs"
              className={classes.card ?? ''}
              label={
                <span className={classes.cardName}>
                  <Icon size={16} aria-hidden />
                  {words(title)}
                </span>
              }
              description={words(hint)}
            />
          );
        })}
      </div>
    </Radio.Group>
  );
}
