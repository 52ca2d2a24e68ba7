// Bytes of what the physics keeps in memory, so that scratch is laid out by name: a number is a vector, one in each
// lane for each of four worlds.

export const NUMBER: usize = 16;
/** A point, an axis, a vector in space. */
export const VECTOR3: usize = 3 * NUMBER;
export const QUATERNION: usize = 4 * NUMBER;
/** A motion or a force, angular part first; its linear part begins at VECTOR3. */
export const VECTOR6: usize = 6 * NUMBER;
export const MATRIX3: usize = 9 * NUMBER;
