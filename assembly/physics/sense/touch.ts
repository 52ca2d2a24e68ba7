// Touch sensors (MuJoCo's XML reference, sensor/touch): the sum of the normal forces of the contacts of a body that
// lie in the sensor's zone. As in MuJoCo a contact counts if the ray from its point along the normal, out of the
// sensor's body, meets the zone; from inside the zone it always does.

import { add, and, load, lt, mul, splat, store } from '../../vector';
import { contactSlot, temporary, whole, word } from '../bound.generated';
import { CONTACT_FRAME, CONTACT_POINT, READ_INDEX, READ_VECTOR, READ_ZONE } from '../layout.generated';
import { VECTOR3 } from '../sizes';
import { firstBody, normalForce, secondBody } from './contact-forces';
import { alongAxes, bodyOf, frameAxes, frameOf, framePoint, subtract3 } from './frame';
import { NEVER, rayDistance } from './zone';

// In `temporary`, after what is returned.
const CENTRE_OF_ZONE: usize = VECTOR3;
const FROM: usize = CENTRE_OF_ZONE + VECTOR3;
const ALONG: usize = FROM + VECTOR3;
const MATRIX: usize = ALONG + VECTOR3;

/** From the contacts as the solver left them. */
export function readTouch(read: usize, contacts: i32): usize {
  const b = whole(read, READ_INDEX);
  const body = bodyOf(read);
  const centre = temporary + CENTRE_OF_ZONE;
  const from = temporary + FROM;
  const along = temporary + ALONG;
  framePoint(centre, body, frameOf(read));
  const axes = frameAxes(temporary + MATRIX, body, frameOf(read));
  let total = splat(0);
  for (let c = 0; c < contacts; c++) {
    const contact = contactSlot(c);
    const first = firstBody(contact) === b;
    const second = secondBody(contact) === b;
    if (!first && !second) continue;
    const sign = splat(second ? -1 : 1); // the normal points from the first to the second body
    for (let i: usize = 0; i < 3; i++) store(along, mul(sign, load(contact + CONTACT_FRAME, i)), i);
    subtract3(from, contact + CONTACT_POINT, centre);
    alongAxes(from, axes, from);
    alongAxes(along, axes, along);
    const t = rayDistance(whole(read, READ_ZONE), word(read, READ_VECTOR), from, along);
    total = add(total, and(normalForce(contact), lt(t, splat(NEVER))));
  }
  store(temporary, total);
  return temporary;
}
