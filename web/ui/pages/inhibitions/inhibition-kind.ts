import type { Inhibition } from '../../../contract/inhibitions.ts';
import { inhibitionQuery } from '../../api/inhibition-queries.ts';
import type { ThingKind } from '../../things/thing-kind.ts';
import {
  checkInhibition,
  formOfInhibition,
  type InhibitionForm,
  inhibitionFields,
  inputOfInhibition,
  isInhibitionForm,
} from './inhibition-form.ts';

export const INHIBITIONS: ThingKind<Inhibition, InhibitionForm> = {
  words: 'inhibitions',
  list: '/inhibitions',
  draft: 'inhibition',
  formOf: formOfInhibition,
  isForm: isInhibitionForm,
  check: checkInhibition,
  fields: inhibitionFields,
  query: inhibitionQuery,
  create: (call, { owner }, value) =>
    call('inhibitions.create', { params: { owner }, body: inputOfInhibition(value) }),
  update: (call, params, value, revision) =>
    call('inhibitions.update', { params, body: inputOfInhibition(value), revision }),
  remove: (call, params) => call('inhibitions.delete', { params }),
};
