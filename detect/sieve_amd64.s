#include "textflag.h"

// Both look each byte's class up in tables of 64 bytes, one a place and eight
// buckets, for four places in a row: classes are c&0x1f, and 0x20 more where c is
// below 0x40. Buckets that have all four are left.

// LOOK512 ands what the bytes at an offset say to the buckets in Z0 to Z3.
#define LOOK512(offset, T0, T1, T2, T3) \
	VMOVDQU8  offset(SI), Z4    \
	VPTESTNMB Z13, Z4, K1       \
	VPANDQ    Z14, Z4, Z4       \
	VPADDB    Z15, Z4, K1, Z4   \
	VPERMB    T0, Z4, Z5        \
	VPERMB    T1, Z4, Z6        \
	VPERMB    T2, Z4, Z7        \
	VPERMB    T3, Z4, Z8        \
	VPANDQ    Z5, Z0, Z0        \
	VPANDQ    Z6, Z1, Z1        \
	VPANDQ    Z7, Z2, Z2        \
	VPANDQ    Z8, Z3, Z3

// func sift512(classes *[sieveWidth][sieveBuckets / 8][64]byte, text *byte, words int, out *sifted)
// Requires: AVX512F, AVX512BW, AVX512VBMI
TEXT ·sift512(SB), NOSPLIT, $0-32
	MOVQ         classes+0(FP), AX
	MOVQ         text+8(FP), SI
	MOVQ         words+16(FP), CX
	MOVQ         out+24(FP), DI
	TESTQ        CX, CX
	JZ           done512
	VMOVDQU64    0(AX), Z16
	VMOVDQU64    64(AX), Z17
	VMOVDQU64    128(AX), Z18
	VMOVDQU64    192(AX), Z19
	VMOVDQU64    256(AX), Z20
	VMOVDQU64    320(AX), Z21
	VMOVDQU64    384(AX), Z22
	VMOVDQU64    448(AX), Z23
	VMOVDQU64    512(AX), Z24
	VMOVDQU64    576(AX), Z25
	VMOVDQU64    640(AX), Z26
	VMOVDQU64    704(AX), Z27
	VMOVDQU64    768(AX), Z28
	VMOVDQU64    832(AX), Z29
	VMOVDQU64    896(AX), Z30
	VMOVDQU64    960(AX), Z31
	MOVL         $0x7f, R8
	VPBROADCASTB R8, Z12
	MOVL         $0xc0, R8
	VPBROADCASTB R8, Z13
	MOVL         $0x1f, R8
	VPBROADCASTB R8, Z14
	MOVL         $0x20, R8
	VPBROADCASTB R8, Z15

loop512:
	VPTERNLOGD $0xff, Z0, Z0, Z0
	VMOVDQA64  Z0, Z1
	VMOVDQA64  Z0, Z2
	VMOVDQA64  Z0, Z3
	LOOK512(0, Z16, Z17, Z18, Z19)
	LOOK512(1, Z20, Z21, Z22, Z23)
	LOOK512(2, Z24, Z25, Z26, Z27)
	LOOK512(3, Z28, Z29, Z30, Z31)
	VPORQ      Z0, Z1, Z0
	VPORQ      Z0, Z2, Z0
	VPTESTMB   Z0, Z0, K2
	VPTESTMB   Z12, Z3, K3
	VPMOVB2M   Z3, K4
	KMOVQ      K2, 0(DI)
	KMOVQ      K3, 128(DI)
	KMOVQ      K4, 256(DI)
	ADDQ       $64, SI
	ADDQ       $8, DI
	DECQ       CX
	JNZ        loop512
	VZEROUPPER

done512:
	RET

// LOOK256 does so for 32 bytes and the buckets in Y0 to Y3; table is where the four
// tables of the place begin. A table is four rows of sixteen: each byte is looked up
// in all of them, with an index whose highest bit says that it is another row's.
#define LOOK256(offset, table) \
	VMOVDQU  offset(SI), Y4  \
	VPAND    Y13, Y4, Y5     \
	VPCMPEQB Y15, Y5, Y5     \
	VPAND    Y11, Y5, Y5     \
	VPAND    Y14, Y4, Y4     \
	VPOR     Y5, Y4, Y4      \
	VPADDUSB Y12, Y4, Y5     \
	VPXOR    Y10, Y4, Y6     \
	VPADDUSB Y12, Y6, Y6     \
	VPXOR    Y11, Y4, Y4     \
	VPADDUSB Y12, Y4, Y7     \
	VPXOR    Y10, Y4, Y4     \
	VPADDUSB Y12, Y4, Y4     \
	ROWS256(table, Y0)       \
	ROWS256(table+64, Y1)    \
	ROWS256(table+128, Y2)   \
	ROWS256(table+192, Y3)

// ROWS256 ands what one table says to acc.
#define ROWS256(table, acc) \
	VBROADCASTI128 (table)(AX), Y8    \
	VPSHUFB        Y5, Y8, Y8         \
	VBROADCASTI128 (table+16)(AX), Y9 \
	VPSHUFB        Y6, Y9, Y9         \
	VPOR           Y8, Y9, Y8         \
	VBROADCASTI128 (table+32)(AX), Y9 \
	VPSHUFB        Y7, Y9, Y9         \
	VPOR           Y8, Y9, Y8         \
	VBROADCASTI128 (table+48)(AX), Y9 \
	VPSHUFB        Y4, Y9, Y9         \
	VPOR           Y8, Y9, Y8         \
	VPAND          Y8, acc, acc

// func sift256(classes *[sieveWidth][sieveBuckets / 8][64]byte, text *byte, words int, out *sifted)
// Requires: AVX2
TEXT ·sift256(SB), NOSPLIT, $0-32
	MOVQ         classes+0(FP), AX
	MOVQ         text+8(FP), SI
	MOVQ         words+16(FP), CX
	MOVQ         out+24(FP), DI
	ADDQ         CX, CX                    // half a word at a time
	JZ           done256
	MOVL         $0x10, R8
	MOVQ         R8, X10
	VPBROADCASTB X10, Y10
	MOVL         $0x20, R8
	MOVQ         R8, X11
	VPBROADCASTB X11, Y11
	MOVL         $0x70, R8
	MOVQ         R8, X12
	VPBROADCASTB X12, Y12
	MOVL         $0xc0, R8
	MOVQ         R8, X13
	VPBROADCASTB X13, Y13
	MOVL         $0x1f, R8
	MOVQ         R8, X14
	VPBROADCASTB X14, Y14
	VPXOR        Y15, Y15, Y15

loop256:
	VPCMPEQB  Y0, Y0, Y0
	VMOVDQA   Y0, Y1
	VMOVDQA   Y0, Y2
	VMOVDQA   Y0, Y3
	LOOK256(0, 0)
	LOOK256(1, 256)
	LOOK256(2, 512)
	LOOK256(3, 768)
	VPOR      Y0, Y1, Y0
	VPOR      Y0, Y2, Y0
	VPCMPEQB  Y15, Y0, Y0
	VPMOVMSKB Y0, R8
	NOTL      R8
	MOVL      R8, 0(DI)
	VPMOVMSKB Y3, R8
	MOVL      R8, 256(DI)
	VPADDB    Y3, Y3, Y3                 // but for the highest bit
	VPCMPEQB  Y15, Y3, Y3
	VPMOVMSKB Y3, R8
	NOTL      R8
	MOVL      R8, 128(DI)
	ADDQ      $32, SI
	ADDQ      $4, DI
	DECQ      CX
	JNZ       loop256
	VZEROUPPER

done256:
	RET
