/**
 * The public Adroit model as numbers: what the hand written here must come to. Lengths in metres, angles in radians,
 * masses in kilograms. One row differs from the original: the forearm, which lies at the origin, palm up.
 */

/** name | parent | position | orientation w x y z | mass | inertia about the principal axes */
export const BODIES = `
forearm | world | 0 0 0 | 0.70711 -0.70711 0 0 | 4.0000 | 0.01 0.01 0.0075
wrist | forearm | 0 0 0.256 | 1 0 0 0 | 0.3000 | 0.001 0.001 0.001
palm | wrist | 0 0 0.034 | 1 0 0 0 | 0.3000 | 0.001 0.001 0.001
ffknuckle | palm | 0.033 0 0.095 | 1 0 0 0 | 0.0080 | 0.00001 0.00001 0.00001
ffproximal | ffknuckle | 0 0 0 | 1 0 0 0 | 0.0140 | 0.00001 0.00001 0.00001
ffmiddle | ffproximal | 0 0 0.045 | 1 0 0 0 | 0.0120 | 0.00001 0.00001 0.00001
ffdistal | ffmiddle | 0 0 0.025 | 1 0 0 0 | 0.0100 | 0.00001 0.00001 0.00001
mfknuckle | palm | 0.011 0 0.099 | 1 0 0 0 | 0.0080 | 0.00001 0.00001 0.00001
mfproximal | mfknuckle | 0 0 0 | 1 0 0 0 | 0.0140 | 0.00001 0.00001 0.00001
mfmiddle | mfproximal | 0 0 0.045 | 1 0 0 0 | 0.0120 | 0.00001 0.00001 0.00001
mfdistal | mfmiddle | 0 0 0.025 | 1 0 0 0 | 0.0100 | 0.00001 0.00001 0.00001
rfknuckle | palm | -0.011 0 0.095 | 1 0 0 0 | 0.0080 | 0.00001 0.00001 0.00001
rfproximal | rfknuckle | 0 0 0 | 1 0 0 0 | 0.0140 | 0.00001 0.00001 0.00001
rfmiddle | rfproximal | 0 0 0.045 | 1 0 0 0 | 0.0120 | 0.00001 0.00001 0.00001
rfdistal | rfmiddle | 0 0 0.025 | 1 0 0 0 | 0.0100 | 0.00001 0.00001 0.00001
lfmetacarpal | palm | -0.017 0 0.044 | 1 0 0 0 | 0.0750 | 0.00001 0.00001 0.00001
lfknuckle | lfmetacarpal | -0.017 0 0.044 | 1 0 0 0 | 0.0080 | 0.00001 0.00001 0.00001
lfproximal | lfknuckle | 0 0 0 | 1 0 0 0 | 0.0140 | 0.00001 0.00001 0.00001
lfmiddle | lfproximal | 0 0 0.045 | 1 0 0 0 | 0.0120 | 0.00001 0.00001 0.00001
lfdistal | lfmiddle | 0 0 0.025 | 1 0 0 0 | 0.0100 | 0.00001 0.00001 0.00001
thbase | palm | 0.034 -0.009 0.029 | 0.92396 0 0.3825 0 | 0.0100 | 0.00001 0.00001 0.00001
thproximal | thbase | 0 0 0 | 1 0 0 0 | 0.0160 | 0.00001 0.00001 0.00001
thhub | thproximal | 0 0 0.038 | 1 0 0 0 | 0.0020 | 0.00001 0.00001 0.00001
thmiddle | thhub | 0 0 0 | 1 0 0 0 | 0.0160 | 0.00001 0.00001 0.00001
thdistal | thmiddle | 0 0 0.032 | 1 0 0 0 | 0.0160 | 0.00001 0.00001 0.00001
`;

/** name | body | type | anchor | axis | range | stiffness | damping | armature | friction loss */
export const JOINTS = `
WRJ1 | wrist | hinge | 0 0 0 | 0 1 0 | -0.524 0.175 | 0.000 | 0.500 | 0.0050 | 0.0010
WRJ0 | palm | hinge | 0 0 0 | 1 0 0 | -0.785 0.611 | 0.000 | 0.500 | 0.0050 | 0.0010
FFJ3 | ffknuckle | hinge | 0 0 0 | 0 1 0 | -0.436 0.436 | 0.000 | 0.050 | 0.0010 | 0.0010
FFJ2 | ffproximal | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
FFJ1 | ffmiddle | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
FFJ0 | ffdistal | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
MFJ3 | mfknuckle | hinge | 0 0 0 | 0 1 0 | -0.436 0.436 | 0.000 | 0.050 | 0.0010 | 0.0010
MFJ2 | mfproximal | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
MFJ1 | mfmiddle | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
MFJ0 | mfdistal | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
RFJ3 | rfknuckle | hinge | 0 0 0 | 0 1 0 | -0.436 0.436 | 0.000 | 0.050 | 0.0010 | 0.0010
RFJ2 | rfproximal | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
RFJ1 | rfmiddle | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
RFJ0 | rfdistal | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
LFJ4 | lfmetacarpal | hinge | 0 0 0 | 0.57098 0 0.82097 | 0 0.698 | 0.000 | 0.050 | 0.0010 | 0.0010
LFJ3 | lfknuckle | hinge | 0 0 0 | 0 1 0 | -0.436 0.436 | 0.000 | 0.050 | 0.0010 | 0.0010
LFJ2 | lfproximal | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
LFJ1 | lfmiddle | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
LFJ0 | lfdistal | hinge | 0 0 0 | 1 0 0 | 0 1.571 | 0.000 | 0.050 | 0.0010 | 0.0010
THJ4 | thbase | hinge | 0 0 0 | 0 0 -1 | -1.047 1.047 | 0.000 | 0.050 | 0.0010 | 0.0010
THJ3 | thproximal | hinge | 0 0 0 | 1 0 0 | 0 1.309 | 0.000 | 0.050 | 0.0010 | 0.0010
THJ2 | thhub | hinge | 0 0 0 | 1 0 0 | -0.262 0.262 | 0.000 | 0.050 | 0.0010 | 0.0010
THJ1 | thmiddle | hinge | 0 0 0 | 0 1 0 | -0.524 0.524 | 0.000 | 0.050 | 0.0010 | 0.0010
THJ0 | thdistal | hinge | 0 0 0 | 0 1 0 | -1.571 0 | 0.000 | 0.050 | 0.0010 | 0.0010
`;

/** name | body | type | position | orientation w x y z | size | condim | friction */
export const GEOMS = `
C_wrist | wrist | capsule | 0 0 0 | 0.70711 0.70711 0 0 | 0.015 0.01 0 | 3 | 1 0.005 0.001
C_palm0 | palm | box | 0.011 0 0.038 | 1 0 0 0 | 0.032 0.0111 0.049 | 3 | 1 0.005 0.001
C_palm1 | palm | box | -0.032 0 0.014 | 1 0 0 0 | 0.011 0.0111 0.025 | 3 | 1 0.005 0.001
C_ffproximal | ffproximal | capsule | 0 0 0.0225 | 1 0 0 0 | 0.01 0.0225 0 | 3 | 1 0.005 0.001
C_ffmiddle | ffmiddle | capsule | 0 0 0.0125 | 1 0 0 0 | 0.00805 0.0125 0 | 3 | 1 0.005 0.001
C_ffdistal | ffdistal | capsule | 0 0 0.012 | 1 0 0 0 | 0.00705 0.012 0 | 4 | 1 0.005 0.001
C_mfproximal | mfproximal | capsule | 0 0 0.0225 | 1 0 0 0 | 0.01 0.0225 0 | 3 | 1 0.005 0.001
C_mfmiddle | mfmiddle | capsule | 0 0 0.0125 | 1 0 0 0 | 0.00805 0.0125 0 | 3 | 1 0.005 0.001
C_mfdistal | mfdistal | capsule | 0 0 0.012 | 1 0 0 0 | 0.00705 0.012 0 | 4 | 1 0.005 0.001
C_rfproximal | rfproximal | capsule | 0 0 0.0225 | 1 0 0 0 | 0.01 0.0225 0 | 3 | 1 0.005 0.001
C_rfmiddle | rfmiddle | capsule | 0 0 0.0125 | 1 0 0 0 | 0.00805 0.0125 0 | 3 | 1 0.005 0.001
C_rfdistal | rfdistal | capsule | 0 0 0.012 | 1 0 0 0 | 0.00705 0.012 0 | 4 | 1 0.005 0.001
C_lfmetacarpal | lfmetacarpal | box | -0.0165 0 0.01 | 1 0 0 0 | 0.0095 0.0111 0.025 | 3 | 1 0.005 0.001
C_lfproximal | lfproximal | capsule | 0 0 0.0225 | 1 0 0 0 | 0.01 0.0225 0 | 3 | 1 0.005 0.001
C_lfmiddle | lfmiddle | capsule | 0 0 0.0125 | 1 0 0 0 | 0.00805 0.0125 0 | 3 | 1 0.005 0.001
C_lfdistal | lfdistal | capsule | 0 0 0.012 | 1 0 0 0 | 0.00705 0.012 0 | 4 | 1 0.005 0.001
C_thproximal | thproximal | capsule | 0 0 0.019 | 1 0 0 0 | 0.013 0.019 0 | 3 | 1 0.005 0.001
C_thmiddle | thmiddle | capsule | 0 0 0.016 | 1 0 0 0 | 0.011 0.016 0 | 3 | 1 0.005 0.001
C_thdistal | thdistal | capsule | 0 0 0.013 | 1 0 0 0 | 0.00918 0.013 0 | 4 | 1 0.005 0.001
`;

/** name | joint | range of angles that can be asked for */
export const ACTUATORS = `
A_WRJ1 | WRJ1 | -0.52 0.17
A_WRJ0 | WRJ0 | -0.79 0.61
A_FFJ3 | FFJ3 | -0.44 0.44
A_FFJ2 | FFJ2 | 0 1.6
A_FFJ1 | FFJ1 | 0 1.6
A_FFJ0 | FFJ0 | 0 1.6
A_MFJ3 | MFJ3 | -0.44 0.44
A_MFJ2 | MFJ2 | 0 1.6
A_MFJ1 | MFJ1 | 0 1.6
A_MFJ0 | MFJ0 | 0 1.6
A_RFJ3 | RFJ3 | -0.44 0.44
A_RFJ2 | RFJ2 | 0 1.6
A_RFJ1 | RFJ1 | 0 1.6
A_RFJ0 | RFJ0 | 0 1.6
A_LFJ4 | LFJ4 | 0 0.7
A_LFJ3 | LFJ3 | -0.44 0.44
A_LFJ2 | LFJ2 | 0 1.6
A_LFJ1 | LFJ1 | 0 1.6
A_LFJ0 | LFJ0 | 0 1.6
A_THJ4 | THJ4 | -1 1
A_THJ3 | THJ3 | 0 1.3
A_THJ2 | THJ2 | -0.26 0.26
A_THJ1 | THJ1 | -0.52 0.52
A_THJ0 | THJ0 | -1.571 0
`;

/** kg, without the die */
export const TOTAL_MASS = 4.911;
