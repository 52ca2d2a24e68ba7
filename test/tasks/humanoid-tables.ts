/**
 * The compiled humanoid of 2018, as numbers: what the model written here must come to. Rounded to five significant
 * digits or so, lengths in metres, angles in radians, masses in kilograms.
 */

/** name | parent | position | orientation w x y z | mass | inertia about the principal axes */
export const BODIES = `
torso | world | 0 0 1.4 | 1 0 0 0 | 8.9075 | 0.17324 0.15401 0.04112
lwaist | torso | -0.01 0 -0.26 | 1 0 -0.002 0 | 2.2619 | 0.00985 0.00985 0.00375
pelvis | lwaist | 0 0 -0.165 | 1 0 -0.002 0 | 6.6162 | 0.05232 0.05232 0.02432
right_thigh | pelvis | 0 -0.1 -0.04 | 1 0 0 0 | 4.7518 | 0.07495 0.07495 0.00823
right_shin | right_thigh | 0 0.01 -0.403 | 1 0 0 0 | 2.7557 | 0.03261 0.03261 0.00319
right_foot | right_shin | 0 0 -0.39 | 1 0 0 0 | 1.1311 | 0.00645 0.00594 0.0009
left_thigh | pelvis | 0 0.1 -0.04 | 1 0 0 0 | 4.7518 | 0.07495 0.07495 0.00823
left_shin | left_thigh | 0 -0.01 -0.403 | 1 0 0 0 | 2.7557 | 0.03261 0.03261 0.00319
left_foot | left_shin | 0 0 -0.39 | 1 0 0 0 | 1.1311 | 0.00645 0.00594 0.0009
right_upper_arm | torso | 0 -0.17 0.06 | 1 0 0 0 | 1.6611 | 0.01591 0.01591 0.00129
right_lower_arm | right_upper_arm | 0.18 -0.18 -0.18 | 1 0 0 0 | 1.2295 | 0.01367 0.01367 0.00062
left_upper_arm | torso | 0 0.17 0.06 | 1 0 0 0 | 1.6611 | 0.01591 0.01591 0.00129
left_lower_arm | left_upper_arm | 0.18 0.18 -0.18 | 1 0 0 0 | 1.2295 | 0.01367 0.01367 0.00062
`;

/** name | body | type | anchor | axis | range | stiffness | damping | armature | friction loss */
export const JOINTS = `
root | torso | free | 0 0 0 | 0 0 1 | free | 0.000 | 0.000 | 0.0000 | 0.0000
abdomen_z | lwaist | hinge | 0 0 0.065 | 0 0 1 | -0.7854 0.7854 | 0.000 | 5.000 | 0.0200 | 0.0000
abdomen_y | lwaist | hinge | 0 0 0.065 | 0 1 0 | -1.309 0.5236 | 0.000 | 5.000 | 0.0200 | 0.0000
abdomen_x | pelvis | hinge | 0 0 0.1 | 1 0 0 | -0.61087 0.61087 | 0.000 | 5.000 | 0.0200 | 0.0000
right_hip_x | right_thigh | hinge | 0 0 0 | 1 0 0 | -0.43633 0.08727 | 0.000 | 5.000 | 0.0100 | 0.0000
right_hip_z | right_thigh | hinge | 0 0 0 | 0 0 1 | -1.0472 0.61087 | 0.000 | 5.000 | 0.0100 | 0.0000
right_hip_y | right_thigh | hinge | 0 0 0 | 0 1 0 | -2.0944 0.34907 | 0.000 | 5.000 | 0.0100 | 0.0000
right_knee | right_shin | hinge | 0 0 0.02 | 0 -1 0 | -2.79253 -0.03491 | 1.000 | 1.000 | 0.0060 | 0.0000
right_ankle_y | right_foot | hinge | 0 0 0.08 | 0 1 0 | -0.87266 0.87266 | 4.000 | 1.000 | 0.0008 | 0.0000
right_ankle_x | right_foot | hinge | 0 0 0.04 | 0.89443 0 0.44721 | -0.87266 0.87266 | 1.000 | 1.000 | 0.0006 | 0.0000
left_hip_x | left_thigh | hinge | 0 0 0 | -1 0 0 | -0.43633 0.08727 | 0.000 | 5.000 | 0.0100 | 0.0000
left_hip_z | left_thigh | hinge | 0 0 0 | 0 0 -1 | -1.0472 0.61087 | 0.000 | 5.000 | 0.0100 | 0.0000
left_hip_y | left_thigh | hinge | 0 0 0 | 0 1 0 | -2.0944 0.34907 | 0.000 | 5.000 | 0.0100 | 0.0000
left_knee | left_shin | hinge | 0 0 0.02 | 0 -1 0 | -2.79253 -0.03491 | 1.000 | 1.000 | 0.0060 | 0.0000
left_ankle_y | left_foot | hinge | 0 0 0.08 | 0 1 0 | -0.87266 0.87266 | 4.000 | 1.000 | 0.0008 | 0.0000
left_ankle_x | left_foot | hinge | 0 0 0.04 | 0.89443 0 0.44721 | -0.87266 0.87266 | 1.000 | 1.000 | 0.0006 | 0.0000
right_shoulder1 | right_upper_arm | hinge | 0 0 0 | 0.8165 0.40825 0.40825 | -1.48353 1.0472 | 1.000 | 1.000 | 0.0068 | 0.0000
right_shoulder2 | right_upper_arm | hinge | 0 0 0 | 0 -0.70711 0.70711 | -1.48353 1.0472 | 1.000 | 1.000 | 0.0051 | 0.0000
right_elbow | right_lower_arm | hinge | 0 0 0 | 0 -0.70711 0.70711 | -1.5708 0.87266 | 0.000 | 1.000 | 0.0028 | 0.0000
left_shoulder1 | left_upper_arm | hinge | 0 0 0 | 0.8165 -0.40825 0.40825 | -1.0472 1.48353 | 1.000 | 1.000 | 0.0068 | 0.0000
left_shoulder2 | left_upper_arm | hinge | 0 0 0 | 0 0.70711 0.70711 | -1.0472 1.48353 | 1.000 | 1.000 | 0.0051 | 0.0000
left_elbow | left_lower_arm | hinge | 0 0 0 | 0 -0.70711 -0.70711 | -1.5708 0.87266 | 0.000 | 1.000 | 0.0028 | 0.0000
`;

/** name | body | type | position | orientation w x y z | size | condim | friction */
export const GEOMS = `
floor | world | plane | 0 0 0 | 1 0 0 0 | 0 0 0.25 | 3 | 1 0.005 0.0001
torso1 | torso | capsule | 0 0 0 | 0.70711 0.70711 0 0 | 0.07 0.07 0 | 1 | 1 0.005 0.0001
head | torso | sphere | 0 0 0.19 | 1 0 0 0 | 0.09 0 0 | 1 | 1 0.005 0.0001
uwaist | torso | capsule | -0.01 0 -0.12 | 0.70711 0.70711 0 0 | 0.06 0.06 0 | 1 | 1 0.005 0.0001
lwaist | lwaist | capsule | 0 0 0 | 0.70711 0.70711 0 0 | 0.06 0.06 0 | 1 | 1 0.005 0.0001
butt | pelvis | capsule | -0.02 0 0 | 0.70711 0.70711 0 0 | 0.09 0.07 0 | 1 | 1 0.005 0.0001
right_thigh1 | right_thigh | capsule | 0 0.005 -0.17 | 0.99989 0.0147 0 0 | 0.06 0.17007 0 | 1 | 1 0.005 0.0001
right_shin1 | right_shin | capsule | 0 0 -0.15 | 1 0 0 0 | 0.049 0.15 0 | 1 | 1 0.005 0.0001
right_foot_cap1 | right_foot | capsule | 0.035 -0.03 0 | 0.70711 -0.06704 -0.70392 0 | 0.027 0.10548 0 | 1 | 1 0.005 0.0001
right_foot_cap2 | right_foot | capsule | 0.035 0.01 0 | 0.70711 0.06704 -0.70392 0 | 0.027 0.10548 0 | 1 | 1 0.005 0.0001
left_thigh1 | left_thigh | capsule | 0 -0.005 -0.17 | 0.99989 -0.0147 0 0 | 0.06 0.17007 0 | 1 | 1 0.005 0.0001
left_shin1 | left_shin | capsule | 0 0 -0.15 | 1 0 0 0 | 0.049 0.15 0 | 1 | 1 0.005 0.0001
left_foot_cap1 | left_foot | capsule | 0.035 0.03 0 | 0.70711 0.06704 -0.70392 0 | 0.027 0.10548 0 | 1 | 1 0.005 0.0001
left_foot_cap2 | left_foot | capsule | 0.035 -0.01 0 | 0.70711 -0.06704 -0.70392 0 | 0.027 0.10548 0 | 1 | 1 0.005 0.0001
right_uarm1 | right_upper_arm | capsule | 0.08 -0.08 -0.08 | 0.88807 -0.32506 -0.32506 0 | 0.04 0.13856 0 | 1 | 1 0.005 0.0001
right_larm | right_lower_arm | capsule | 0.09 0.09 0.09 | 0.4597 0.62796 -0.62796 0 | 0.031 0.13856 0 | 1 | 1 0.005 0.0001
right_hand | right_lower_arm | sphere | 0.18 0.18 0.18 | 1 0 0 0 | 0.04 0 0 | 1 | 1 0.005 0.0001
left_uarm1 | left_upper_arm | capsule | 0.08 0.08 -0.08 | 0.88807 0.32506 -0.32506 0 | 0.04 0.13856 0 | 1 | 1 0.005 0.0001
left_larm | left_lower_arm | capsule | 0.09 -0.09 0.09 | 0.4597 -0.62796 -0.62796 0 | 0.031 0.13856 0 | 1 | 1 0.005 0.0001
left_hand | left_lower_arm | sphere | 0.18 -0.18 0.18 | 1 0 0 0 | 0.04 0 0 | 1 | 1 0.005 0.0001
`;

/** motor | gear; the joint has the same name */
export const MOTORS = `
abdomen_y | 200
abdomen_z | 200
abdomen_x | 200
right_hip_x | 200
right_hip_z | 200
right_hip_y | 600
right_knee | 400
right_ankle_x | 100
right_ankle_y | 100
left_hip_x | 200
left_hip_z | 200
left_hip_y | 600
left_knee | 400
left_ankle_x | 100
left_ankle_y | 100
right_shoulder1 | 100
right_shoulder2 | 100
right_elbow | 200
left_shoulder1 | 100
left_shoulder2 | 100
left_elbow | 200
`;

/** kg */
export const TOTAL_MASS = 40.844;
