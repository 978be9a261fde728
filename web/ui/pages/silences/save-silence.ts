import { useTranslation } from 'react-i18next';
import type { Silence } from '../../../contract/silences.ts';
import { silenceQuery } from '../../api/silence-queries.ts';
import { useServices } from '../../app/services.ts';
import type { EditorActions } from '../../forms/use-editor-actions.ts';
import type { Form } from '../../forms/use-form.ts';
import { useStoredActions } from '../../forms/use-stored-actions.ts';
import { usePlace } from '../../scope/use-place.ts';
import { useZone } from '../../time/zone.ts';
import { changeOfSilence, inputOfSilence, type SilenceForm } from './silence-form.ts';

/** How silences are saved and taken away; `stored` is undefined for a new one. */
export function useSilenceActions(
  form: Form<SilenceForm>,
  stored: Silence | undefined,
): EditorActions {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const zone = useZone();
  const id = stored?.id ?? '';
  const named = ({ reason }: Silence) => ({ name: reason.split('\n')[0] ?? '' });
  return useStoredActions(form, {
    list: '/silences',
    stored: stored && { ...named(stored), revision: stored.revision },
    told: (what, name) => t(`silences.told.${what}`, { name }),
    create: async () =>
      named(
        await call('silences.create', {
          params: { owner },
          body: inputOfSilence(form.value, zone),
        }),
      ),
    update: async (revision) => {
      const body = changeOfSilence(form.value, zone);
      return named(await call('silences.update', { params: { owner, id }, body, revision }));
    },
    remove: () => call('silences.delete', { params: { owner, id } }),
    query: silenceQuery(call, owner, id),
  });
}
