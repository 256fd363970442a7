// Three hundred pointers to locals live across calls: more homes than one byte
// counts (the extended frame record), and as many arguments, most of them on
// the stack, all of them pointers that the entry map must name.
#include "common.h"

NOINLINE static int Inc(int *p) {
  Dig(1, 1);
  return ++*p;
}

NOINLINE static unsigned Homes(int depth, int *o) {
  int v0 = depth + 0, v1 = depth + 1, v2 = depth + 2, v3 = depth + 3,
      v4 = depth + 4, v5 = depth + 5, v6 = depth + 6, v7 = depth + 7,
      v8 = depth + 8, v9 = depth + 9;
  int v10 = depth + 10, v11 = depth + 11, v12 = depth + 12, v13 = depth + 13,
      v14 = depth + 14, v15 = depth + 15, v16 = depth + 16, v17 = depth + 17,
      v18 = depth + 18, v19 = depth + 19;
  int v20 = depth + 20, v21 = depth + 21, v22 = depth + 22, v23 = depth + 23,
      v24 = depth + 24, v25 = depth + 25, v26 = depth + 26, v27 = depth + 27,
      v28 = depth + 28, v29 = depth + 29;
  int v30 = depth + 30, v31 = depth + 31, v32 = depth + 32, v33 = depth + 33,
      v34 = depth + 34, v35 = depth + 35, v36 = depth + 36, v37 = depth + 37,
      v38 = depth + 38, v39 = depth + 39;
  int v40 = depth + 40, v41 = depth + 41, v42 = depth + 42, v43 = depth + 43,
      v44 = depth + 44, v45 = depth + 45, v46 = depth + 46, v47 = depth + 47,
      v48 = depth + 48, v49 = depth + 49;
  int v50 = depth + 50, v51 = depth + 51, v52 = depth + 52, v53 = depth + 53,
      v54 = depth + 54, v55 = depth + 55, v56 = depth + 56, v57 = depth + 57,
      v58 = depth + 58, v59 = depth + 59;
  int v60 = depth + 60, v61 = depth + 61, v62 = depth + 62, v63 = depth + 63,
      v64 = depth + 64, v65 = depth + 65, v66 = depth + 66, v67 = depth + 67,
      v68 = depth + 68, v69 = depth + 69;
  int v70 = depth + 70, v71 = depth + 71, v72 = depth + 72, v73 = depth + 73,
      v74 = depth + 74, v75 = depth + 75, v76 = depth + 76, v77 = depth + 77,
      v78 = depth + 78, v79 = depth + 79;
  int v80 = depth + 80, v81 = depth + 81, v82 = depth + 82, v83 = depth + 83,
      v84 = depth + 84, v85 = depth + 85, v86 = depth + 86, v87 = depth + 87,
      v88 = depth + 88, v89 = depth + 89;
  int v90 = depth + 90, v91 = depth + 91, v92 = depth + 92, v93 = depth + 93,
      v94 = depth + 94, v95 = depth + 95, v96 = depth + 96, v97 = depth + 97,
      v98 = depth + 98, v99 = depth + 99;
  int v100 = depth + 100, v101 = depth + 101, v102 = depth + 102,
      v103 = depth + 103, v104 = depth + 104, v105 = depth + 105,
      v106 = depth + 106, v107 = depth + 107, v108 = depth + 108,
      v109 = depth + 109;
  int v110 = depth + 110, v111 = depth + 111, v112 = depth + 112,
      v113 = depth + 113, v114 = depth + 114, v115 = depth + 115,
      v116 = depth + 116, v117 = depth + 117, v118 = depth + 118,
      v119 = depth + 119;
  int v120 = depth + 120, v121 = depth + 121, v122 = depth + 122,
      v123 = depth + 123, v124 = depth + 124, v125 = depth + 125,
      v126 = depth + 126, v127 = depth + 127, v128 = depth + 128,
      v129 = depth + 129;
  int v130 = depth + 130, v131 = depth + 131, v132 = depth + 132,
      v133 = depth + 133, v134 = depth + 134, v135 = depth + 135,
      v136 = depth + 136, v137 = depth + 137, v138 = depth + 138,
      v139 = depth + 139;
  int v140 = depth + 140, v141 = depth + 141, v142 = depth + 142,
      v143 = depth + 143, v144 = depth + 144, v145 = depth + 145,
      v146 = depth + 146, v147 = depth + 147, v148 = depth + 148,
      v149 = depth + 149;
  int v150 = depth + 150, v151 = depth + 151, v152 = depth + 152,
      v153 = depth + 153, v154 = depth + 154, v155 = depth + 155,
      v156 = depth + 156, v157 = depth + 157, v158 = depth + 158,
      v159 = depth + 159;
  int v160 = depth + 160, v161 = depth + 161, v162 = depth + 162,
      v163 = depth + 163, v164 = depth + 164, v165 = depth + 165,
      v166 = depth + 166, v167 = depth + 167, v168 = depth + 168,
      v169 = depth + 169;
  int v170 = depth + 170, v171 = depth + 171, v172 = depth + 172,
      v173 = depth + 173, v174 = depth + 174, v175 = depth + 175,
      v176 = depth + 176, v177 = depth + 177, v178 = depth + 178,
      v179 = depth + 179;
  int v180 = depth + 180, v181 = depth + 181, v182 = depth + 182,
      v183 = depth + 183, v184 = depth + 184, v185 = depth + 185,
      v186 = depth + 186, v187 = depth + 187, v188 = depth + 188,
      v189 = depth + 189;
  int v190 = depth + 190, v191 = depth + 191, v192 = depth + 192,
      v193 = depth + 193, v194 = depth + 194, v195 = depth + 195,
      v196 = depth + 196, v197 = depth + 197, v198 = depth + 198,
      v199 = depth + 199;
  int v200 = depth + 200, v201 = depth + 201, v202 = depth + 202,
      v203 = depth + 203, v204 = depth + 204, v205 = depth + 205,
      v206 = depth + 206, v207 = depth + 207, v208 = depth + 208,
      v209 = depth + 209;
  int v210 = depth + 210, v211 = depth + 211, v212 = depth + 212,
      v213 = depth + 213, v214 = depth + 214, v215 = depth + 215,
      v216 = depth + 216, v217 = depth + 217, v218 = depth + 218,
      v219 = depth + 219;
  int v220 = depth + 220, v221 = depth + 221, v222 = depth + 222,
      v223 = depth + 223, v224 = depth + 224, v225 = depth + 225,
      v226 = depth + 226, v227 = depth + 227, v228 = depth + 228,
      v229 = depth + 229;
  int v230 = depth + 230, v231 = depth + 231, v232 = depth + 232,
      v233 = depth + 233, v234 = depth + 234, v235 = depth + 235,
      v236 = depth + 236, v237 = depth + 237, v238 = depth + 238,
      v239 = depth + 239;
  int v240 = depth + 240, v241 = depth + 241, v242 = depth + 242,
      v243 = depth + 243, v244 = depth + 244, v245 = depth + 245,
      v246 = depth + 246, v247 = depth + 247, v248 = depth + 248,
      v249 = depth + 249;
  int v250 = depth + 250, v251 = depth + 251, v252 = depth + 252,
      v253 = depth + 253, v254 = depth + 254, v255 = depth + 255,
      v256 = depth + 256, v257 = depth + 257, v258 = depth + 258,
      v259 = depth + 259;
  int v260 = depth + 260, v261 = depth + 261, v262 = depth + 262,
      v263 = depth + 263, v264 = depth + 264, v265 = depth + 265,
      v266 = depth + 266, v267 = depth + 267, v268 = depth + 268,
      v269 = depth + 269;
  int v270 = depth + 270, v271 = depth + 271, v272 = depth + 272,
      v273 = depth + 273, v274 = depth + 274, v275 = depth + 275,
      v276 = depth + 276, v277 = depth + 277, v278 = depth + 278,
      v279 = depth + 279;
  int v280 = depth + 280, v281 = depth + 281, v282 = depth + 282,
      v283 = depth + 283, v284 = depth + 284, v285 = depth + 285,
      v286 = depth + 286, v287 = depth + 287, v288 = depth + 288,
      v289 = depth + 289;
  int v290 = depth + 290, v291 = depth + 291, v292 = depth + 292,
      v293 = depth + 293, v294 = depth + 294, v295 = depth + 295,
      v296 = depth + 296, v297 = depth + 297, v298 = depth + 298,
      v299 = depth + 299;
  long k = Opaque(0);
  int *p0 = &v0 + k, *p1 = &v1 + k, *p2 = &v2 + k, *p3 = &v3 + k, *p4 = &v4 + k;
  int *p5 = &v5 + k, *p6 = &v6 + k, *p7 = &v7 + k, *p8 = &v8 + k, *p9 = &v9 + k;
  int *p10 = &v10 + k, *p11 = &v11 + k, *p12 = &v12 + k, *p13 = &v13 + k,
      *p14 = &v14 + k;
  int *p15 = &v15 + k, *p16 = &v16 + k, *p17 = &v17 + k, *p18 = &v18 + k,
      *p19 = &v19 + k;
  int *p20 = &v20 + k, *p21 = &v21 + k, *p22 = &v22 + k, *p23 = &v23 + k,
      *p24 = &v24 + k;
  int *p25 = &v25 + k, *p26 = &v26 + k, *p27 = &v27 + k, *p28 = &v28 + k,
      *p29 = &v29 + k;
  int *p30 = &v30 + k, *p31 = &v31 + k, *p32 = &v32 + k, *p33 = &v33 + k,
      *p34 = &v34 + k;
  int *p35 = &v35 + k, *p36 = &v36 + k, *p37 = &v37 + k, *p38 = &v38 + k,
      *p39 = &v39 + k;
  int *p40 = &v40 + k, *p41 = &v41 + k, *p42 = &v42 + k, *p43 = &v43 + k,
      *p44 = &v44 + k;
  int *p45 = &v45 + k, *p46 = &v46 + k, *p47 = &v47 + k, *p48 = &v48 + k,
      *p49 = &v49 + k;
  int *p50 = &v50 + k, *p51 = &v51 + k, *p52 = &v52 + k, *p53 = &v53 + k,
      *p54 = &v54 + k;
  int *p55 = &v55 + k, *p56 = &v56 + k, *p57 = &v57 + k, *p58 = &v58 + k,
      *p59 = &v59 + k;
  int *p60 = &v60 + k, *p61 = &v61 + k, *p62 = &v62 + k, *p63 = &v63 + k,
      *p64 = &v64 + k;
  int *p65 = &v65 + k, *p66 = &v66 + k, *p67 = &v67 + k, *p68 = &v68 + k,
      *p69 = &v69 + k;
  int *p70 = &v70 + k, *p71 = &v71 + k, *p72 = &v72 + k, *p73 = &v73 + k,
      *p74 = &v74 + k;
  int *p75 = &v75 + k, *p76 = &v76 + k, *p77 = &v77 + k, *p78 = &v78 + k,
      *p79 = &v79 + k;
  int *p80 = &v80 + k, *p81 = &v81 + k, *p82 = &v82 + k, *p83 = &v83 + k,
      *p84 = &v84 + k;
  int *p85 = &v85 + k, *p86 = &v86 + k, *p87 = &v87 + k, *p88 = &v88 + k,
      *p89 = &v89 + k;
  int *p90 = &v90 + k, *p91 = &v91 + k, *p92 = &v92 + k, *p93 = &v93 + k,
      *p94 = &v94 + k;
  int *p95 = &v95 + k, *p96 = &v96 + k, *p97 = &v97 + k, *p98 = &v98 + k,
      *p99 = &v99 + k;
  int *p100 = &v100 + k, *p101 = &v101 + k, *p102 = &v102 + k,
      *p103 = &v103 + k, *p104 = &v104 + k;
  int *p105 = &v105 + k, *p106 = &v106 + k, *p107 = &v107 + k,
      *p108 = &v108 + k, *p109 = &v109 + k;
  int *p110 = &v110 + k, *p111 = &v111 + k, *p112 = &v112 + k,
      *p113 = &v113 + k, *p114 = &v114 + k;
  int *p115 = &v115 + k, *p116 = &v116 + k, *p117 = &v117 + k,
      *p118 = &v118 + k, *p119 = &v119 + k;
  int *p120 = &v120 + k, *p121 = &v121 + k, *p122 = &v122 + k,
      *p123 = &v123 + k, *p124 = &v124 + k;
  int *p125 = &v125 + k, *p126 = &v126 + k, *p127 = &v127 + k,
      *p128 = &v128 + k, *p129 = &v129 + k;
  int *p130 = &v130 + k, *p131 = &v131 + k, *p132 = &v132 + k,
      *p133 = &v133 + k, *p134 = &v134 + k;
  int *p135 = &v135 + k, *p136 = &v136 + k, *p137 = &v137 + k,
      *p138 = &v138 + k, *p139 = &v139 + k;
  int *p140 = &v140 + k, *p141 = &v141 + k, *p142 = &v142 + k,
      *p143 = &v143 + k, *p144 = &v144 + k;
  int *p145 = &v145 + k, *p146 = &v146 + k, *p147 = &v147 + k,
      *p148 = &v148 + k, *p149 = &v149 + k;
  int *p150 = &v150 + k, *p151 = &v151 + k, *p152 = &v152 + k,
      *p153 = &v153 + k, *p154 = &v154 + k;
  int *p155 = &v155 + k, *p156 = &v156 + k, *p157 = &v157 + k,
      *p158 = &v158 + k, *p159 = &v159 + k;
  int *p160 = &v160 + k, *p161 = &v161 + k, *p162 = &v162 + k,
      *p163 = &v163 + k, *p164 = &v164 + k;
  int *p165 = &v165 + k, *p166 = &v166 + k, *p167 = &v167 + k,
      *p168 = &v168 + k, *p169 = &v169 + k;
  int *p170 = &v170 + k, *p171 = &v171 + k, *p172 = &v172 + k,
      *p173 = &v173 + k, *p174 = &v174 + k;
  int *p175 = &v175 + k, *p176 = &v176 + k, *p177 = &v177 + k,
      *p178 = &v178 + k, *p179 = &v179 + k;
  int *p180 = &v180 + k, *p181 = &v181 + k, *p182 = &v182 + k,
      *p183 = &v183 + k, *p184 = &v184 + k;
  int *p185 = &v185 + k, *p186 = &v186 + k, *p187 = &v187 + k,
      *p188 = &v188 + k, *p189 = &v189 + k;
  int *p190 = &v190 + k, *p191 = &v191 + k, *p192 = &v192 + k,
      *p193 = &v193 + k, *p194 = &v194 + k;
  int *p195 = &v195 + k, *p196 = &v196 + k, *p197 = &v197 + k,
      *p198 = &v198 + k, *p199 = &v199 + k;
  int *p200 = &v200 + k, *p201 = &v201 + k, *p202 = &v202 + k,
      *p203 = &v203 + k, *p204 = &v204 + k;
  int *p205 = &v205 + k, *p206 = &v206 + k, *p207 = &v207 + k,
      *p208 = &v208 + k, *p209 = &v209 + k;
  int *p210 = &v210 + k, *p211 = &v211 + k, *p212 = &v212 + k,
      *p213 = &v213 + k, *p214 = &v214 + k;
  int *p215 = &v215 + k, *p216 = &v216 + k, *p217 = &v217 + k,
      *p218 = &v218 + k, *p219 = &v219 + k;
  int *p220 = &v220 + k, *p221 = &v221 + k, *p222 = &v222 + k,
      *p223 = &v223 + k, *p224 = &v224 + k;
  int *p225 = &v225 + k, *p226 = &v226 + k, *p227 = &v227 + k,
      *p228 = &v228 + k, *p229 = &v229 + k;
  int *p230 = &v230 + k, *p231 = &v231 + k, *p232 = &v232 + k,
      *p233 = &v233 + k, *p234 = &v234 + k;
  int *p235 = &v235 + k, *p236 = &v236 + k, *p237 = &v237 + k,
      *p238 = &v238 + k, *p239 = &v239 + k;
  int *p240 = &v240 + k, *p241 = &v241 + k, *p242 = &v242 + k,
      *p243 = &v243 + k, *p244 = &v244 + k;
  int *p245 = &v245 + k, *p246 = &v246 + k, *p247 = &v247 + k,
      *p248 = &v248 + k, *p249 = &v249 + k;
  int *p250 = &v250 + k, *p251 = &v251 + k, *p252 = &v252 + k,
      *p253 = &v253 + k, *p254 = &v254 + k;
  int *p255 = &v255 + k, *p256 = &v256 + k, *p257 = &v257 + k,
      *p258 = &v258 + k, *p259 = &v259 + k;
  int *p260 = &v260 + k, *p261 = &v261 + k, *p262 = &v262 + k,
      *p263 = &v263 + k, *p264 = &v264 + k;
  int *p265 = &v265 + k, *p266 = &v266 + k, *p267 = &v267 + k,
      *p268 = &v268 + k, *p269 = &v269 + k;
  int *p270 = &v270 + k, *p271 = &v271 + k, *p272 = &v272 + k,
      *p273 = &v273 + k, *p274 = &v274 + k;
  int *p275 = &v275 + k, *p276 = &v276 + k, *p277 = &v277 + k,
      *p278 = &v278 + k, *p279 = &v279 + k;
  int *p280 = &v280 + k, *p281 = &v281 + k, *p282 = &v282 + k,
      *p283 = &v283 + k, *p284 = &v284 + k;
  int *p285 = &v285 + k, *p286 = &v286 + k, *p287 = &v287 + k,
      *p288 = &v288 + k, *p289 = &v289 + k;
  int *p290 = &v290 + k, *p291 = &v291 + k, *p292 = &v292 + k,
      *p293 = &v293 + k, *p294 = &v294 + k;
  int *p295 = &v295 + k, *p296 = &v296 + k, *p297 = &v297 + k,
      *p298 = &v298 + k, *p299 = &v299 + k;
  unsigned sum = 0;
  for (int round = 0; round < 2; round++) {
    sum = sum * 3 + (unsigned)Inc(p0);
    sum = sum * 3 + (unsigned)Inc(p7);
    sum = sum * 3 + (unsigned)Inc(p14);
    sum = sum * 3 + (unsigned)Inc(p21);
    sum = sum * 3 + (unsigned)Inc(p28);
    sum = sum * 3 + (unsigned)Inc(p35);
    sum = sum * 3 + (unsigned)Inc(p42);
    sum = sum * 3 + (unsigned)Inc(p49);
    sum = sum * 3 + (unsigned)Inc(p56);
    sum = sum * 3 + (unsigned)Inc(p63);
    sum = sum * 3 + (unsigned)Inc(p70);
    sum = sum * 3 + (unsigned)Inc(p77);
    sum = sum * 3 + (unsigned)Inc(p84);
    sum = sum * 3 + (unsigned)Inc(p91);
    sum = sum * 3 + (unsigned)Inc(p98);
    sum = sum * 3 + (unsigned)Inc(p105);
    sum = sum * 3 + (unsigned)Inc(p112);
    sum = sum * 3 + (unsigned)Inc(p119);
    sum = sum * 3 + (unsigned)Inc(p126);
    sum = sum * 3 + (unsigned)Inc(p133);
    sum = sum * 3 + (unsigned)Inc(p140);
    sum = sum * 3 + (unsigned)Inc(p147);
    sum = sum * 3 + (unsigned)Inc(p154);
    sum = sum * 3 + (unsigned)Inc(p161);
    sum = sum * 3 + (unsigned)Inc(p168);
    sum = sum * 3 + (unsigned)Inc(p175);
    sum = sum * 3 + (unsigned)Inc(p182);
    sum = sum * 3 + (unsigned)Inc(p189);
    sum = sum * 3 + (unsigned)Inc(p196);
    sum = sum * 3 + (unsigned)Inc(p203);
    sum = sum * 3 + (unsigned)Inc(p210);
    sum = sum * 3 + (unsigned)Inc(p217);
    sum = sum * 3 + (unsigned)Inc(p224);
    sum = sum * 3 + (unsigned)Inc(p231);
    sum = sum * 3 + (unsigned)Inc(p238);
    sum = sum * 3 + (unsigned)Inc(p245);
    sum = sum * 3 + (unsigned)Inc(p252);
    sum = sum * 3 + (unsigned)Inc(p259);
    sum = sum * 3 + (unsigned)Inc(p266);
    sum = sum * 3 + (unsigned)Inc(p273);
    sum = sum * 3 + (unsigned)Inc(p280);
    sum = sum * 3 + (unsigned)Inc(p287);
    sum = sum * 3 + (unsigned)Inc(p294);
    sum = sum * 3 + (unsigned)Inc(p1);
    sum = sum * 3 + (unsigned)Inc(p8);
    sum = sum * 3 + (unsigned)Inc(p15);
    sum = sum * 3 + (unsigned)Inc(p22);
    sum = sum * 3 + (unsigned)Inc(p29);
    sum = sum * 3 + (unsigned)Inc(p36);
    sum = sum * 3 + (unsigned)Inc(p43);
    sum = sum * 3 + (unsigned)Inc(p50);
    sum = sum * 3 + (unsigned)Inc(p57);
    sum = sum * 3 + (unsigned)Inc(p64);
    sum = sum * 3 + (unsigned)Inc(p71);
    sum = sum * 3 + (unsigned)Inc(p78);
    sum = sum * 3 + (unsigned)Inc(p85);
    sum = sum * 3 + (unsigned)Inc(p92);
    sum = sum * 3 + (unsigned)Inc(p99);
    sum = sum * 3 + (unsigned)Inc(p106);
    sum = sum * 3 + (unsigned)Inc(p113);
    sum = sum * 3 + (unsigned)Inc(p120);
    sum = sum * 3 + (unsigned)Inc(p127);
    sum = sum * 3 + (unsigned)Inc(p134);
    sum = sum * 3 + (unsigned)Inc(p141);
    sum = sum * 3 + (unsigned)Inc(p148);
    sum = sum * 3 + (unsigned)Inc(p155);
    sum = sum * 3 + (unsigned)Inc(p162);
    sum = sum * 3 + (unsigned)Inc(p169);
    sum = sum * 3 + (unsigned)Inc(p176);
    sum = sum * 3 + (unsigned)Inc(p183);
    sum = sum * 3 + (unsigned)Inc(p190);
    sum = sum * 3 + (unsigned)Inc(p197);
    sum = sum * 3 + (unsigned)Inc(p204);
    sum = sum * 3 + (unsigned)Inc(p211);
    sum = sum * 3 + (unsigned)Inc(p218);
    sum = sum * 3 + (unsigned)Inc(p225);
    sum = sum * 3 + (unsigned)Inc(p232);
    sum = sum * 3 + (unsigned)Inc(p239);
    sum = sum * 3 + (unsigned)Inc(p246);
    sum = sum * 3 + (unsigned)Inc(p253);
    sum = sum * 3 + (unsigned)Inc(p260);
    sum = sum * 3 + (unsigned)Inc(p267);
    sum = sum * 3 + (unsigned)Inc(p274);
    sum = sum * 3 + (unsigned)Inc(p281);
    sum = sum * 3 + (unsigned)Inc(p288);
    sum = sum * 3 + (unsigned)Inc(p295);
    sum = sum * 3 + (unsigned)Inc(p2);
    sum = sum * 3 + (unsigned)Inc(p9);
    sum = sum * 3 + (unsigned)Inc(p16);
    sum = sum * 3 + (unsigned)Inc(p23);
    sum = sum * 3 + (unsigned)Inc(p30);
    sum = sum * 3 + (unsigned)Inc(p37);
    sum = sum * 3 + (unsigned)Inc(p44);
    sum = sum * 3 + (unsigned)Inc(p51);
    sum = sum * 3 + (unsigned)Inc(p58);
    sum = sum * 3 + (unsigned)Inc(p65);
    sum = sum * 3 + (unsigned)Inc(p72);
    sum = sum * 3 + (unsigned)Inc(p79);
    sum = sum * 3 + (unsigned)Inc(p86);
    sum = sum * 3 + (unsigned)Inc(p93);
    sum = sum * 3 + (unsigned)Inc(p100);
    sum = sum * 3 + (unsigned)Inc(p107);
    sum = sum * 3 + (unsigned)Inc(p114);
    sum = sum * 3 + (unsigned)Inc(p121);
    sum = sum * 3 + (unsigned)Inc(p128);
    sum = sum * 3 + (unsigned)Inc(p135);
    sum = sum * 3 + (unsigned)Inc(p142);
    sum = sum * 3 + (unsigned)Inc(p149);
    sum = sum * 3 + (unsigned)Inc(p156);
    sum = sum * 3 + (unsigned)Inc(p163);
    sum = sum * 3 + (unsigned)Inc(p170);
    sum = sum * 3 + (unsigned)Inc(p177);
    sum = sum * 3 + (unsigned)Inc(p184);
    sum = sum * 3 + (unsigned)Inc(p191);
    sum = sum * 3 + (unsigned)Inc(p198);
    sum = sum * 3 + (unsigned)Inc(p205);
    sum = sum * 3 + (unsigned)Inc(p212);
    sum = sum * 3 + (unsigned)Inc(p219);
    sum = sum * 3 + (unsigned)Inc(p226);
    sum = sum * 3 + (unsigned)Inc(p233);
    sum = sum * 3 + (unsigned)Inc(p240);
    sum = sum * 3 + (unsigned)Inc(p247);
    sum = sum * 3 + (unsigned)Inc(p254);
    sum = sum * 3 + (unsigned)Inc(p261);
    sum = sum * 3 + (unsigned)Inc(p268);
    sum = sum * 3 + (unsigned)Inc(p275);
    sum = sum * 3 + (unsigned)Inc(p282);
    sum = sum * 3 + (unsigned)Inc(p289);
    sum = sum * 3 + (unsigned)Inc(p296);
    sum = sum * 3 + (unsigned)Inc(p3);
    sum = sum * 3 + (unsigned)Inc(p10);
    sum = sum * 3 + (unsigned)Inc(p17);
    sum = sum * 3 + (unsigned)Inc(p24);
    sum = sum * 3 + (unsigned)Inc(p31);
    sum = sum * 3 + (unsigned)Inc(p38);
    sum = sum * 3 + (unsigned)Inc(p45);
    sum = sum * 3 + (unsigned)Inc(p52);
    sum = sum * 3 + (unsigned)Inc(p59);
    sum = sum * 3 + (unsigned)Inc(p66);
    sum = sum * 3 + (unsigned)Inc(p73);
    sum = sum * 3 + (unsigned)Inc(p80);
    sum = sum * 3 + (unsigned)Inc(p87);
    sum = sum * 3 + (unsigned)Inc(p94);
    sum = sum * 3 + (unsigned)Inc(p101);
    sum = sum * 3 + (unsigned)Inc(p108);
    sum = sum * 3 + (unsigned)Inc(p115);
    sum = sum * 3 + (unsigned)Inc(p122);
    sum = sum * 3 + (unsigned)Inc(p129);
    sum = sum * 3 + (unsigned)Inc(p136);
    sum = sum * 3 + (unsigned)Inc(p143);
    sum = sum * 3 + (unsigned)Inc(p150);
    sum = sum * 3 + (unsigned)Inc(p157);
    sum = sum * 3 + (unsigned)Inc(p164);
    sum = sum * 3 + (unsigned)Inc(p171);
    sum = sum * 3 + (unsigned)Inc(p178);
    sum = sum * 3 + (unsigned)Inc(p185);
    sum = sum * 3 + (unsigned)Inc(p192);
    sum = sum * 3 + (unsigned)Inc(p199);
    sum = sum * 3 + (unsigned)Inc(p206);
    sum = sum * 3 + (unsigned)Inc(p213);
    sum = sum * 3 + (unsigned)Inc(p220);
    sum = sum * 3 + (unsigned)Inc(p227);
    sum = sum * 3 + (unsigned)Inc(p234);
    sum = sum * 3 + (unsigned)Inc(p241);
    sum = sum * 3 + (unsigned)Inc(p248);
    sum = sum * 3 + (unsigned)Inc(p255);
    sum = sum * 3 + (unsigned)Inc(p262);
    sum = sum * 3 + (unsigned)Inc(p269);
    sum = sum * 3 + (unsigned)Inc(p276);
    sum = sum * 3 + (unsigned)Inc(p283);
    sum = sum * 3 + (unsigned)Inc(p290);
    sum = sum * 3 + (unsigned)Inc(p297);
    sum = sum * 3 + (unsigned)Inc(p4);
    sum = sum * 3 + (unsigned)Inc(p11);
    sum = sum * 3 + (unsigned)Inc(p18);
    sum = sum * 3 + (unsigned)Inc(p25);
    sum = sum * 3 + (unsigned)Inc(p32);
    sum = sum * 3 + (unsigned)Inc(p39);
    sum = sum * 3 + (unsigned)Inc(p46);
    sum = sum * 3 + (unsigned)Inc(p53);
    sum = sum * 3 + (unsigned)Inc(p60);
    sum = sum * 3 + (unsigned)Inc(p67);
    sum = sum * 3 + (unsigned)Inc(p74);
    sum = sum * 3 + (unsigned)Inc(p81);
    sum = sum * 3 + (unsigned)Inc(p88);
    sum = sum * 3 + (unsigned)Inc(p95);
    sum = sum * 3 + (unsigned)Inc(p102);
    sum = sum * 3 + (unsigned)Inc(p109);
    sum = sum * 3 + (unsigned)Inc(p116);
    sum = sum * 3 + (unsigned)Inc(p123);
    sum = sum * 3 + (unsigned)Inc(p130);
    sum = sum * 3 + (unsigned)Inc(p137);
    sum = sum * 3 + (unsigned)Inc(p144);
    sum = sum * 3 + (unsigned)Inc(p151);
    sum = sum * 3 + (unsigned)Inc(p158);
    sum = sum * 3 + (unsigned)Inc(p165);
    sum = sum * 3 + (unsigned)Inc(p172);
    sum = sum * 3 + (unsigned)Inc(p179);
    sum = sum * 3 + (unsigned)Inc(p186);
    sum = sum * 3 + (unsigned)Inc(p193);
    sum = sum * 3 + (unsigned)Inc(p200);
    sum = sum * 3 + (unsigned)Inc(p207);
    sum = sum * 3 + (unsigned)Inc(p214);
    sum = sum * 3 + (unsigned)Inc(p221);
    sum = sum * 3 + (unsigned)Inc(p228);
    sum = sum * 3 + (unsigned)Inc(p235);
    sum = sum * 3 + (unsigned)Inc(p242);
    sum = sum * 3 + (unsigned)Inc(p249);
    sum = sum * 3 + (unsigned)Inc(p256);
    sum = sum * 3 + (unsigned)Inc(p263);
    sum = sum * 3 + (unsigned)Inc(p270);
    sum = sum * 3 + (unsigned)Inc(p277);
    sum = sum * 3 + (unsigned)Inc(p284);
    sum = sum * 3 + (unsigned)Inc(p291);
    sum = sum * 3 + (unsigned)Inc(p298);
    sum = sum * 3 + (unsigned)Inc(p5);
    sum = sum * 3 + (unsigned)Inc(p12);
    sum = sum * 3 + (unsigned)Inc(p19);
    sum = sum * 3 + (unsigned)Inc(p26);
    sum = sum * 3 + (unsigned)Inc(p33);
    sum = sum * 3 + (unsigned)Inc(p40);
    sum = sum * 3 + (unsigned)Inc(p47);
    sum = sum * 3 + (unsigned)Inc(p54);
    sum = sum * 3 + (unsigned)Inc(p61);
    sum = sum * 3 + (unsigned)Inc(p68);
    sum = sum * 3 + (unsigned)Inc(p75);
    sum = sum * 3 + (unsigned)Inc(p82);
    sum = sum * 3 + (unsigned)Inc(p89);
    sum = sum * 3 + (unsigned)Inc(p96);
    sum = sum * 3 + (unsigned)Inc(p103);
    sum = sum * 3 + (unsigned)Inc(p110);
    sum = sum * 3 + (unsigned)Inc(p117);
    sum = sum * 3 + (unsigned)Inc(p124);
    sum = sum * 3 + (unsigned)Inc(p131);
    sum = sum * 3 + (unsigned)Inc(p138);
    sum = sum * 3 + (unsigned)Inc(p145);
    sum = sum * 3 + (unsigned)Inc(p152);
    sum = sum * 3 + (unsigned)Inc(p159);
    sum = sum * 3 + (unsigned)Inc(p166);
    sum = sum * 3 + (unsigned)Inc(p173);
    sum = sum * 3 + (unsigned)Inc(p180);
    sum = sum * 3 + (unsigned)Inc(p187);
    sum = sum * 3 + (unsigned)Inc(p194);
    sum = sum * 3 + (unsigned)Inc(p201);
    sum = sum * 3 + (unsigned)Inc(p208);
    sum = sum * 3 + (unsigned)Inc(p215);
    sum = sum * 3 + (unsigned)Inc(p222);
    sum = sum * 3 + (unsigned)Inc(p229);
    sum = sum * 3 + (unsigned)Inc(p236);
    sum = sum * 3 + (unsigned)Inc(p243);
    sum = sum * 3 + (unsigned)Inc(p250);
    sum = sum * 3 + (unsigned)Inc(p257);
    sum = sum * 3 + (unsigned)Inc(p264);
    sum = sum * 3 + (unsigned)Inc(p271);
    sum = sum * 3 + (unsigned)Inc(p278);
    sum = sum * 3 + (unsigned)Inc(p285);
    sum = sum * 3 + (unsigned)Inc(p292);
    sum = sum * 3 + (unsigned)Inc(p299);
    sum = sum * 3 + (unsigned)Inc(p6);
    sum = sum * 3 + (unsigned)Inc(p13);
    sum = sum * 3 + (unsigned)Inc(p20);
    sum = sum * 3 + (unsigned)Inc(p27);
    sum = sum * 3 + (unsigned)Inc(p34);
    sum = sum * 3 + (unsigned)Inc(p41);
    sum = sum * 3 + (unsigned)Inc(p48);
    sum = sum * 3 + (unsigned)Inc(p55);
    sum = sum * 3 + (unsigned)Inc(p62);
    sum = sum * 3 + (unsigned)Inc(p69);
    sum = sum * 3 + (unsigned)Inc(p76);
    sum = sum * 3 + (unsigned)Inc(p83);
    sum = sum * 3 + (unsigned)Inc(p90);
    sum = sum * 3 + (unsigned)Inc(p97);
    sum = sum * 3 + (unsigned)Inc(p104);
    sum = sum * 3 + (unsigned)Inc(p111);
    sum = sum * 3 + (unsigned)Inc(p118);
    sum = sum * 3 + (unsigned)Inc(p125);
    sum = sum * 3 + (unsigned)Inc(p132);
    sum = sum * 3 + (unsigned)Inc(p139);
    sum = sum * 3 + (unsigned)Inc(p146);
    sum = sum * 3 + (unsigned)Inc(p153);
    sum = sum * 3 + (unsigned)Inc(p160);
    sum = sum * 3 + (unsigned)Inc(p167);
    sum = sum * 3 + (unsigned)Inc(p174);
    sum = sum * 3 + (unsigned)Inc(p181);
    sum = sum * 3 + (unsigned)Inc(p188);
    sum = sum * 3 + (unsigned)Inc(p195);
    sum = sum * 3 + (unsigned)Inc(p202);
    sum = sum * 3 + (unsigned)Inc(p209);
    sum = sum * 3 + (unsigned)Inc(p216);
    sum = sum * 3 + (unsigned)Inc(p223);
    sum = sum * 3 + (unsigned)Inc(p230);
    sum = sum * 3 + (unsigned)Inc(p237);
    sum = sum * 3 + (unsigned)Inc(p244);
    sum = sum * 3 + (unsigned)Inc(p251);
    sum = sum * 3 + (unsigned)Inc(p258);
    sum = sum * 3 + (unsigned)Inc(p265);
    sum = sum * 3 + (unsigned)Inc(p272);
    sum = sum * 3 + (unsigned)Inc(p279);
    sum = sum * 3 + (unsigned)Inc(p286);
    sum = sum * 3 + (unsigned)Inc(p293);
    int *t = p0;
    p0 = p1;
    p1 = p2;
    p2 = p3;
    p3 = p4;
    p4 = p5;
    p5 = p6;
    p6 = p7;
    p7 = p8;
    p8 = p9;
    p9 = p10;
    p10 = p11;
    p11 = p12;
    p12 = p13;
    p13 = p14;
    p14 = p15;
    p15 = p16;
    p16 = p17;
    p17 = p18;
    p18 = p19;
    p19 = p20;
    p20 = p21;
    p21 = p22;
    p22 = p23;
    p23 = p24;
    p24 = p25;
    p25 = p26;
    p26 = p27;
    p27 = p28;
    p28 = p29;
    p29 = p30;
    p30 = p31;
    p31 = p32;
    p32 = p33;
    p33 = p34;
    p34 = p35;
    p35 = p36;
    p36 = p37;
    p37 = p38;
    p38 = p39;
    p39 = p40;
    p40 = p41;
    p41 = p42;
    p42 = p43;
    p43 = p44;
    p44 = p45;
    p45 = p46;
    p46 = p47;
    p47 = p48;
    p48 = p49;
    p49 = p50;
    p50 = p51;
    p51 = p52;
    p52 = p53;
    p53 = p54;
    p54 = p55;
    p55 = p56;
    p56 = p57;
    p57 = p58;
    p58 = p59;
    p59 = p60;
    p60 = p61;
    p61 = p62;
    p62 = p63;
    p63 = p64;
    p64 = p65;
    p65 = p66;
    p66 = p67;
    p67 = p68;
    p68 = p69;
    p69 = p70;
    p70 = p71;
    p71 = p72;
    p72 = p73;
    p73 = p74;
    p74 = p75;
    p75 = p76;
    p76 = p77;
    p77 = p78;
    p78 = p79;
    p79 = p80;
    p80 = p81;
    p81 = p82;
    p82 = p83;
    p83 = p84;
    p84 = p85;
    p85 = p86;
    p86 = p87;
    p87 = p88;
    p88 = p89;
    p89 = p90;
    p90 = p91;
    p91 = p92;
    p92 = p93;
    p93 = p94;
    p94 = p95;
    p95 = p96;
    p96 = p97;
    p97 = p98;
    p98 = p99;
    p99 = p100;
    p100 = p101;
    p101 = p102;
    p102 = p103;
    p103 = p104;
    p104 = p105;
    p105 = p106;
    p106 = p107;
    p107 = p108;
    p108 = p109;
    p109 = p110;
    p110 = p111;
    p111 = p112;
    p112 = p113;
    p113 = p114;
    p114 = p115;
    p115 = p116;
    p116 = p117;
    p117 = p118;
    p118 = p119;
    p119 = p120;
    p120 = p121;
    p121 = p122;
    p122 = p123;
    p123 = p124;
    p124 = p125;
    p125 = p126;
    p126 = p127;
    p127 = p128;
    p128 = p129;
    p129 = p130;
    p130 = p131;
    p131 = p132;
    p132 = p133;
    p133 = p134;
    p134 = p135;
    p135 = p136;
    p136 = p137;
    p137 = p138;
    p138 = p139;
    p139 = p140;
    p140 = p141;
    p141 = p142;
    p142 = p143;
    p143 = p144;
    p144 = p145;
    p145 = p146;
    p146 = p147;
    p147 = p148;
    p148 = p149;
    p149 = p150;
    p150 = p151;
    p151 = p152;
    p152 = p153;
    p153 = p154;
    p154 = p155;
    p155 = p156;
    p156 = p157;
    p157 = p158;
    p158 = p159;
    p159 = p160;
    p160 = p161;
    p161 = p162;
    p162 = p163;
    p163 = p164;
    p164 = p165;
    p165 = p166;
    p166 = p167;
    p167 = p168;
    p168 = p169;
    p169 = p170;
    p170 = p171;
    p171 = p172;
    p172 = p173;
    p173 = p174;
    p174 = p175;
    p175 = p176;
    p176 = p177;
    p177 = p178;
    p178 = p179;
    p179 = p180;
    p180 = p181;
    p181 = p182;
    p182 = p183;
    p183 = p184;
    p184 = p185;
    p185 = p186;
    p186 = p187;
    p187 = p188;
    p188 = p189;
    p189 = p190;
    p190 = p191;
    p191 = p192;
    p192 = p193;
    p193 = p194;
    p194 = p195;
    p195 = p196;
    p196 = p197;
    p197 = p198;
    p198 = p199;
    p199 = p200;
    p200 = p201;
    p201 = p202;
    p202 = p203;
    p203 = p204;
    p204 = p205;
    p205 = p206;
    p206 = p207;
    p207 = p208;
    p208 = p209;
    p209 = p210;
    p210 = p211;
    p211 = p212;
    p212 = p213;
    p213 = p214;
    p214 = p215;
    p215 = p216;
    p216 = p217;
    p217 = p218;
    p218 = p219;
    p219 = p220;
    p220 = p221;
    p221 = p222;
    p222 = p223;
    p223 = p224;
    p224 = p225;
    p225 = p226;
    p226 = p227;
    p227 = p228;
    p228 = p229;
    p229 = p230;
    p230 = p231;
    p231 = p232;
    p232 = p233;
    p233 = p234;
    p234 = p235;
    p235 = p236;
    p236 = p237;
    p237 = p238;
    p238 = p239;
    p239 = p240;
    p240 = p241;
    p241 = p242;
    p242 = p243;
    p243 = p244;
    p244 = p245;
    p245 = p246;
    p246 = p247;
    p247 = p248;
    p248 = p249;
    p249 = p250;
    p250 = p251;
    p251 = p252;
    p252 = p253;
    p253 = p254;
    p254 = p255;
    p255 = p256;
    p256 = p257;
    p257 = p258;
    p258 = p259;
    p259 = p260;
    p260 = p261;
    p261 = p262;
    p262 = p263;
    p263 = p264;
    p264 = p265;
    p265 = p266;
    p266 = p267;
    p267 = p268;
    p268 = p269;
    p269 = p270;
    p270 = p271;
    p271 = p272;
    p272 = p273;
    p273 = p274;
    p274 = p275;
    p275 = p276;
    p276 = p277;
    p277 = p278;
    p278 = p279;
    p279 = p280;
    p280 = p281;
    p281 = p282;
    p282 = p283;
    p283 = p284;
    p284 = p285;
    p285 = p286;
    p286 = p287;
    p287 = p288;
    p288 = p289;
    p289 = p290;
    p290 = p291;
    p291 = p292;
    p292 = p293;
    p293 = p294;
    p294 = p295;
    p295 = p296;
    p296 = p297;
    p297 = p298;
    p298 = p299;
    p299 = t;
    if (depth) sum += Homes(depth - 1, p150);
  }
  ++*o;
  return sum + (unsigned)v0 + (unsigned)v23 + (unsigned)v46 + (unsigned)v69 +
         (unsigned)v92 + (unsigned)v115 + (unsigned)v138 + (unsigned)v161 +
         (unsigned)v184 + (unsigned)v207 + (unsigned)v230 + (unsigned)v253 +
         (unsigned)v276 + (unsigned)v299;
}

NOINLINE static unsigned Arguments(
    int depth, int *a0, int *a1, int *a2, int *a3, int *a4, int *a5, int *a6,
    int *a7, int *a8, int *a9, int *a10, int *a11, int *a12, int *a13, int *a14,
    int *a15, int *a16, int *a17, int *a18, int *a19, int *a20, int *a21,
    int *a22, int *a23, int *a24, int *a25, int *a26, int *a27, int *a28,
    int *a29, int *a30, int *a31, int *a32, int *a33, int *a34, int *a35,
    int *a36, int *a37, int *a38, int *a39, int *a40, int *a41, int *a42,
    int *a43, int *a44, int *a45, int *a46, int *a47, int *a48, int *a49,
    int *a50, int *a51, int *a52, int *a53, int *a54, int *a55, int *a56,
    int *a57, int *a58, int *a59, int *a60, int *a61, int *a62, int *a63,
    int *a64, int *a65, int *a66, int *a67, int *a68, int *a69, int *a70,
    int *a71, int *a72, int *a73, int *a74, int *a75, int *a76, int *a77,
    int *a78, int *a79, int *a80, int *a81, int *a82, int *a83, int *a84,
    int *a85, int *a86, int *a87, int *a88, int *a89, int *a90, int *a91,
    int *a92, int *a93, int *a94, int *a95, int *a96, int *a97, int *a98,
    int *a99, int *a100, int *a101, int *a102, int *a103, int *a104, int *a105,
    int *a106, int *a107, int *a108, int *a109, int *a110, int *a111, int *a112,
    int *a113, int *a114, int *a115, int *a116, int *a117, int *a118,
    int *a119) {
  unsigned sum = (unsigned)Inc(a0);
  if (depth)
    sum += Arguments(
        depth - 1, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14,
        a15, a16, a17, a18, a19, a20, a21, a22, a23, a24, a25, a26, a27, a28,
        a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, a39, a40, a41, a42,
        a43, a44, a45, a46, a47, a48, a49, a50, a51, a52, a53, a54, a55, a56,
        a57, a58, a59, a60, a61, a62, a63, a64, a65, a66, a67, a68, a69, a70,
        a71, a72, a73, a74, a75, a76, a77, a78, a79, a80, a81, a82, a83, a84,
        a85, a86, a87, a88, a89, a90, a91, a92, a93, a94, a95, a96, a97, a98,
        a99, a100, a101, a102, a103, a104, a105, a106, a107, a108, a109, a110,
        a111, a112, a113, a114, a115, a116, a117, a118, a119, a0);
  sum = sum * 3 + (unsigned)++*a0;
  sum = sum * 3 + (unsigned)++*a1;
  sum = sum * 3 + (unsigned)++*a2;
  sum = sum * 3 + (unsigned)++*a3;
  sum = sum * 3 + (unsigned)++*a4;
  sum = sum * 3 + (unsigned)++*a5;
  sum = sum * 3 + (unsigned)++*a6;
  sum = sum * 3 + (unsigned)++*a7;
  sum = sum * 3 + (unsigned)++*a8;
  sum = sum * 3 + (unsigned)++*a9;
  sum = sum * 3 + (unsigned)++*a10;
  sum = sum * 3 + (unsigned)++*a11;
  sum = sum * 3 + (unsigned)++*a12;
  sum = sum * 3 + (unsigned)++*a13;
  sum = sum * 3 + (unsigned)++*a14;
  sum = sum * 3 + (unsigned)++*a15;
  sum = sum * 3 + (unsigned)++*a16;
  sum = sum * 3 + (unsigned)++*a17;
  sum = sum * 3 + (unsigned)++*a18;
  sum = sum * 3 + (unsigned)++*a19;
  sum = sum * 3 + (unsigned)++*a20;
  sum = sum * 3 + (unsigned)++*a21;
  sum = sum * 3 + (unsigned)++*a22;
  sum = sum * 3 + (unsigned)++*a23;
  sum = sum * 3 + (unsigned)++*a24;
  sum = sum * 3 + (unsigned)++*a25;
  sum = sum * 3 + (unsigned)++*a26;
  sum = sum * 3 + (unsigned)++*a27;
  sum = sum * 3 + (unsigned)++*a28;
  sum = sum * 3 + (unsigned)++*a29;
  sum = sum * 3 + (unsigned)++*a30;
  sum = sum * 3 + (unsigned)++*a31;
  sum = sum * 3 + (unsigned)++*a32;
  sum = sum * 3 + (unsigned)++*a33;
  sum = sum * 3 + (unsigned)++*a34;
  sum = sum * 3 + (unsigned)++*a35;
  sum = sum * 3 + (unsigned)++*a36;
  sum = sum * 3 + (unsigned)++*a37;
  sum = sum * 3 + (unsigned)++*a38;
  sum = sum * 3 + (unsigned)++*a39;
  sum = sum * 3 + (unsigned)++*a40;
  sum = sum * 3 + (unsigned)++*a41;
  sum = sum * 3 + (unsigned)++*a42;
  sum = sum * 3 + (unsigned)++*a43;
  sum = sum * 3 + (unsigned)++*a44;
  sum = sum * 3 + (unsigned)++*a45;
  sum = sum * 3 + (unsigned)++*a46;
  sum = sum * 3 + (unsigned)++*a47;
  sum = sum * 3 + (unsigned)++*a48;
  sum = sum * 3 + (unsigned)++*a49;
  sum = sum * 3 + (unsigned)++*a50;
  sum = sum * 3 + (unsigned)++*a51;
  sum = sum * 3 + (unsigned)++*a52;
  sum = sum * 3 + (unsigned)++*a53;
  sum = sum * 3 + (unsigned)++*a54;
  sum = sum * 3 + (unsigned)++*a55;
  sum = sum * 3 + (unsigned)++*a56;
  sum = sum * 3 + (unsigned)++*a57;
  sum = sum * 3 + (unsigned)++*a58;
  sum = sum * 3 + (unsigned)++*a59;
  sum = sum * 3 + (unsigned)++*a60;
  sum = sum * 3 + (unsigned)++*a61;
  sum = sum * 3 + (unsigned)++*a62;
  sum = sum * 3 + (unsigned)++*a63;
  sum = sum * 3 + (unsigned)++*a64;
  sum = sum * 3 + (unsigned)++*a65;
  sum = sum * 3 + (unsigned)++*a66;
  sum = sum * 3 + (unsigned)++*a67;
  sum = sum * 3 + (unsigned)++*a68;
  sum = sum * 3 + (unsigned)++*a69;
  sum = sum * 3 + (unsigned)++*a70;
  sum = sum * 3 + (unsigned)++*a71;
  sum = sum * 3 + (unsigned)++*a72;
  sum = sum * 3 + (unsigned)++*a73;
  sum = sum * 3 + (unsigned)++*a74;
  sum = sum * 3 + (unsigned)++*a75;
  sum = sum * 3 + (unsigned)++*a76;
  sum = sum * 3 + (unsigned)++*a77;
  sum = sum * 3 + (unsigned)++*a78;
  sum = sum * 3 + (unsigned)++*a79;
  sum = sum * 3 + (unsigned)++*a80;
  sum = sum * 3 + (unsigned)++*a81;
  sum = sum * 3 + (unsigned)++*a82;
  sum = sum * 3 + (unsigned)++*a83;
  sum = sum * 3 + (unsigned)++*a84;
  sum = sum * 3 + (unsigned)++*a85;
  sum = sum * 3 + (unsigned)++*a86;
  sum = sum * 3 + (unsigned)++*a87;
  sum = sum * 3 + (unsigned)++*a88;
  sum = sum * 3 + (unsigned)++*a89;
  sum = sum * 3 + (unsigned)++*a90;
  sum = sum * 3 + (unsigned)++*a91;
  sum = sum * 3 + (unsigned)++*a92;
  sum = sum * 3 + (unsigned)++*a93;
  sum = sum * 3 + (unsigned)++*a94;
  sum = sum * 3 + (unsigned)++*a95;
  sum = sum * 3 + (unsigned)++*a96;
  sum = sum * 3 + (unsigned)++*a97;
  sum = sum * 3 + (unsigned)++*a98;
  sum = sum * 3 + (unsigned)++*a99;
  sum = sum * 3 + (unsigned)++*a100;
  sum = sum * 3 + (unsigned)++*a101;
  sum = sum * 3 + (unsigned)++*a102;
  sum = sum * 3 + (unsigned)++*a103;
  sum = sum * 3 + (unsigned)++*a104;
  sum = sum * 3 + (unsigned)++*a105;
  sum = sum * 3 + (unsigned)++*a106;
  sum = sum * 3 + (unsigned)++*a107;
  sum = sum * 3 + (unsigned)++*a108;
  sum = sum * 3 + (unsigned)++*a109;
  sum = sum * 3 + (unsigned)++*a110;
  sum = sum * 3 + (unsigned)++*a111;
  sum = sum * 3 + (unsigned)++*a112;
  sum = sum * 3 + (unsigned)++*a113;
  sum = sum * 3 + (unsigned)++*a114;
  sum = sum * 3 + (unsigned)++*a115;
  sum = sum * 3 + (unsigned)++*a116;
  sum = sum * 3 + (unsigned)++*a117;
  sum = sum * 3 + (unsigned)++*a118;
  sum = sum * 3 + (unsigned)++*a119;
  return sum;
}

int main(void) {
  int outer = 0, cells[120];
  printf("%u ", Homes(4, &outer));
  printf("%d\n", outer);
  for (int i = 0; i < 120; i++) cells[i] = i;
  printf("%u\n",
         Arguments(50, &cells[0], &cells[1], &cells[2], &cells[3], &cells[4],
                   &cells[5], &cells[6], &cells[7], &cells[8], &cells[9],
                   &cells[10], &cells[11], &cells[12], &cells[13], &cells[14],
                   &cells[15], &cells[16], &cells[17], &cells[18], &cells[19],
                   &cells[20], &cells[21], &cells[22], &cells[23], &cells[24],
                   &cells[25], &cells[26], &cells[27], &cells[28], &cells[29],
                   &cells[30], &cells[31], &cells[32], &cells[33], &cells[34],
                   &cells[35], &cells[36], &cells[37], &cells[38], &cells[39],
                   &cells[40], &cells[41], &cells[42], &cells[43], &cells[44],
                   &cells[45], &cells[46], &cells[47], &cells[48], &cells[49],
                   &cells[50], &cells[51], &cells[52], &cells[53], &cells[54],
                   &cells[55], &cells[56], &cells[57], &cells[58], &cells[59],
                   &cells[60], &cells[61], &cells[62], &cells[63], &cells[64],
                   &cells[65], &cells[66], &cells[67], &cells[68], &cells[69],
                   &cells[70], &cells[71], &cells[72], &cells[73], &cells[74],
                   &cells[75], &cells[76], &cells[77], &cells[78], &cells[79],
                   &cells[80], &cells[81], &cells[82], &cells[83], &cells[84],
                   &cells[85], &cells[86], &cells[87], &cells[88], &cells[89],
                   &cells[90], &cells[91], &cells[92], &cells[93], &cells[94],
                   &cells[95], &cells[96], &cells[97], &cells[98], &cells[99],
                   &cells[100], &cells[101], &cells[102], &cells[103],
                   &cells[104], &cells[105], &cells[106], &cells[107],
                   &cells[108], &cells[109], &cells[110], &cells[111],
                   &cells[112], &cells[113], &cells[114], &cells[115],
                   &cells[116], &cells[117], &cells[118], &cells[119]));
  printf("%llx\n", (unsigned long long)MixBytes(1, cells, sizeof cells));
  return 0;
}
