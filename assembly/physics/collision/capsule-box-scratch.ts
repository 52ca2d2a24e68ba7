// What the two halves of capsule against box keep in `temporary`, all in the box's frame. What of the first place the
// second depends on is kept for each lane as masks: of an axis k whether the face across it, the edge along it, the
// corner on its positive side is the nearest.
//
// In vectors of `temporary`; threes are by axes.
export const MIDDLE: usize = 0; // 3: the capsule's centre
export const HALF: usize = 3; // 3: its half axis
export const SIDE: usize = 6; // 3: half the box's sides
export const LENGTH: usize = 9; // of the half axis, squared
export const NEAREST: usize = 10; // distance of the first place
export const PLACE: usize = 11; // where on the segment it is, −1 to 1
export const ALONG: usize = 12; // and where on the edge
export const ON_FACE: usize = 13; // mask: an end above a face, or inside
export const ON_EDGE: usize = 14; // mask: within an edge; neither: a corner
export const FACE: usize = 15; // 3 masks: the face across this axis
export const EDGE: usize = 18; // 3 masks: the edge along this axis
export const CORNER: usize = 21; // 3 masks: on the positive side
export const ROUNDING: usize = 24; // distances nearer to each other are the same
export const SECOND: usize = 25; // from the first place to the second
export const HAS_SECOND: usize = 26; // mask
