import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../../contract/channels.ts';
import type { Form } from '../../forms/use-form.ts';
import type { ChannelForm } from './channel-form.ts';
import classes from './channels.module.css';
import { KIND_FORMS, KINDS } from './kinds/kind-forms.ts';

/** A card for each kind of channel; the kind of a stored one stays. */
export function KindPicker({
  form,
  stored,
}: {
  readonly form: Form<ChannelForm>;
  readonly stored: Channel | undefined;
}) {
  const { t } = useTranslation();
  const { value, change } = form;
  const shown = stored === undefined ? KINDS : KINDS.filter((kind) => kind === stored.kind);
  return (
    <Radio.Group
      label={t('channels.editor.kind')}
      value={value.kind}
      {...(stored === undefined ? {} : { description: t('channels.editor.kindFixed') })}
      onChange={(chosen) => {
        const kind = KINDS.find((each) => each === chosen);
        if (kind !== undefined) change({ ...value, kind }, '/kind');
      }}
    >
      <div className={classes.kinds}>
        {shown.map((kind) => {
          const Icon = KIND_FORMS[kind].icon;
          return (
            <Radio
              key={kind}
              value={kind}
              size="xs"
              className={classes.card ?? ''}
              label={
                <span className={classes.cardName}>
                  <Icon size={16} aria-hidden />
                  {t(`channels.kind.${kind}`)}
                </span>
              }
              description={t(`channels.kindText.${kind}`)}
            />
          );
        })}
      </div>
    </Radio.Group>
  );
}
